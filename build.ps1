<#
.SYNOPSIS
    Builds, tests, packages and publishes the module. Needs the .NET SDK 10 and no other module; Test runs the Pester suite too where Pester 5 is.
.EXAMPLE
    ./build.ps1 -Task Build, Test
.EXAMPLE
    ./build.ps1 -Task Package, Test
.EXAMPLE
    ./build.ps1 -Task Publish -Repository PSGallery -ApiKey (Read-Host -AsSecureString 'Key') -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Build: the binaries, into bin/. Help: writes about_Apertis_Errors anew from the guide's table.
    # Package: out/Apertis/<version>/, as a user installs it, and out/Apertis.<version>.nupkg, as a gallery takes it. Needs NuGet for the compiler of other platforms.
    # Test: every test; together with Package, the Pester suite tests what was packaged. Publish: puts the nupkg into a repository.
    # Clean: removes what the others made.
    [ValidateSet('Build', 'Test', 'Help', 'Package', 'Publish', 'Clean')]
    [string[]] $Task = 'Build',

    # Release when something is packaged, or else Debug.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = ('Package' -in $Task ? 'Release' : 'Debug'),

    # Where to publish: the name of a registered repository, or a folder.
    [string] $Repository,

    # The key of the repository, as SecureString or string.
    [object] $ApiKey
)
$ErrorActionPreference = 'Stop'

# A failure of the program ends the build. What imports the module runs in a process of its own, or this one would keep its files open.
function Invoke-Program([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE) { throw "$Program $($Arguments[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-Shell([string[]] $Arguments) {
    Invoke-Program (Get-Process -Id $PID).Path (@('-NoProfile', '-NonInteractive') + $Arguments)
}

function Invoke-Build {
    Invoke-Program dotnet 'build', '-c', $Configuration
}

function Invoke-Help {
    Invoke-Build
    Invoke-Shell '-Command', '$ErrorActionPreference = "Stop"; Import-Module ./Apertis.psd1; $text = (./tools/ErrorsTopic.ps1) -join "`n"; Set-Content en-US/about_Apertis_Errors.help.txt $text'
}

function Invoke-Package {
    foreach ($old in $folder, $package, $scratch | Where-Object { Test-Path $_ }) { Remove-Item $old -Recurse -Force }
    # All anew and past bin/, so that nothing of an earlier build gets in, and a session that has the module from bin/ is in nobody's way.
    # The analyzers, which change no binary and take a third of the time, have their say in Build.
    Invoke-Program dotnet 'build', 'src/Apertis', '-c', $Configuration, '--no-incremental', '-p:RunAnalyzers=false', "-p:ModuleBin=$PSScriptRoot/$folder/bin/"
    foreach ($platform in $compiledFor) {
        Invoke-Program dotnet 'publish', 'src/Apertis.Client', '-c', $Configuration, '-f', 'net10.0', '-r', $platform, '--no-self-contained', '-p:CompilesAhead=true', '-p:RunAnalyzers=false', '--artifacts-path', $scratch, '-o', "$scratch/$platform"
        $null = New-Item -ItemType Directory $folder/bin/dependencies/$platform
        Copy-Item $scratch/$platform/Apertis.Client.dll $folder/bin/dependencies/$platform
    }
    Remove-Item $scratch -Recurse -Force
    Copy-Item Apertis.psd1, en-US, LICENSE, THIRD-PARTY-NOTICES.txt, CHANGELOG.md, README.md $folder -Recurse
    Get-ChildItem $folder -Recurse -Filter *.pdb | Remove-Item
    Invoke-Shell '-Command', "`$ErrorActionPreference = 'Stop'; Import-Module ./$folder/Apertis.psd1; if ((Get-Help Test-ApertisKey).Synopsis -notlike 'Tests *') { throw 'The package has no help.' }"
    ./tools/Nupkg.ps1 $folder $package
    "Packaged into $folder and $package"
}

function Invoke-Test {
    Invoke-Program dotnet 'test', '-c', $Configuration
    if (Get-Module -ListAvailable Pester | Where-Object Version -ge 5.0.0) {
        Invoke-Shell (@('-File', 'tests/Pester/Run.ps1', '-Configuration', $Configuration) + ('Package' -in $Task ? @('-Module', "$folder/Apertis.psd1") : @()))
    }
    else {
        Write-Warning 'The Pester suite was not run: there is no Pester 5 or later on this machine.'
    }
}

function Invoke-Publish {
    if (-not (Test-Path $package)) { throw "There is no $package to publish. Make it with -Task Package." }
    if ($feed) {
        # As in a gallery, a version is published once.
        if (Test-Path "$feed/$(Split-Path $package -Leaf)") { throw "$feed has version $version already." }
        Copy-Item $package $feed
    }
    elseif ((Get-Command Publish-PSResource -ErrorAction Ignore)?.Parameters.ContainsKey('NupkgPath')) {
        # Called in this process, so that the key is in no argument list that others can read.
        $key = $ApiKey -is [securestring] ? (ConvertFrom-SecureString $ApiKey -AsPlainText) : $ApiKey
        $given = $key ? @{ ApiKey = $key } : @{}
        Publish-PSResource -NupkgPath $package -Repository $Repository @given
    }
    else {
        throw "Publishing to $Repository needs Publish-PSResource: Microsoft.PowerShell.PSResourceGet 1.1 or later, which is not on this machine. A folder needs nothing."
    }
    "Published $package to $Repository"
}

function Invoke-Clean {
    'bin', 'out' + (Get-ChildItem src, tests, samples -Recurse -Directory -Include bin, obj, TestResults).FullName | Where-Object { $_ -and (Test-Path $_) } | Remove-Item -Recurse -Force
}

if ('Publish' -in $Task -and -not $Repository) { throw 'Say with -Repository where to publish: the name of a registered repository, or a folder.' }
$feed = if ($Repository -and (Test-Path $Repository -PathType Container)) { Convert-Path $Repository }
$version = (Import-PowerShellDataFile "$PSScriptRoot/Apertis.psd1").ModuleVersion
$folder = "out/Apertis/$version"
$package = "out/Apertis.$version.nupkg"
$scratch = 'out/obj'
# For these the client is compiled ahead, or the first call of a session would wait for the compiler. A fourth would not fit into 1.5 MB.
$compiledFor = 'linux-x64', 'osx-arm64', 'win-x64'

Push-Location $PSScriptRoot
try {
    foreach ($name in 'Clean', 'Build', 'Help', 'Package', 'Test', 'Publish' | Where-Object { $_ -in $Task }) {
        if ($PSCmdlet.ShouldProcess($name -eq 'Publish' ? "$package, to $Repository" : $PSScriptRoot, $name)) { & "Invoke-$name" }
    }
}
finally {
    Pop-Location
}
