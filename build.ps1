<#
.SYNOPSIS
    Builds, tests and packages the module. Needs the .NET SDK 10 and no other module; Test runs the Pester suite too where Pester 5 is.
.EXAMPLE
    ./build.ps1 -Task Build, Test
.EXAMPLE
    ./build.ps1 -Task Package -Configuration Release
#>
[CmdletBinding()]
param(
    # Build: the binaries, into bin/. Test: every test. Help: writes about_Apertis_Errors anew from the guide's table.
    # Package: out/Apertis/<version>/, as a user installs it. Clean: removes what the others made.
    [ValidateSet('Build', 'Test', 'Help', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
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

function Invoke-Test {
    Invoke-Program dotnet 'test', '-c', $Configuration
    if (Get-Module -ListAvailable Pester | Where-Object Version -ge 5.0.0) {
        Invoke-Shell '-File', 'tests/Pester/Run.ps1', '-Configuration', $Configuration
    }
    else {
        Write-Warning 'The Pester suite was not run: there is no Pester 5 or later on this machine.'
    }
}

function Invoke-Package {
    $package = "out/Apertis/$((Import-PowerShellDataFile Apertis.psd1).ModuleVersion)"
    # Anew, so that nothing of an earlier build gets in.
    'bin', $package | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
    Invoke-Build
    $null = New-Item -ItemType Directory $package
    Copy-Item Apertis.psd1, bin, en-US, LICENSE, CHANGELOG.md, README.md $package -Recurse
    Get-ChildItem $package -Recurse -Filter *.pdb | Remove-Item
    Invoke-Shell '-Command', "`$ErrorActionPreference = 'Stop'; Import-Module ./$package/Apertis.psd1; if ((Get-Help Test-ApertisKey).Synopsis -notlike 'Tests *') { throw 'The package has no help.' }"
    "Packaged into $package"
}

function Invoke-Clean {
    'bin', 'out' + (Get-ChildItem src, tests, samples -Recurse -Directory -Include bin, obj, TestResults).FullName | Where-Object { $_ -and (Test-Path $_) } | Remove-Item -Recurse -Force
}

Push-Location $PSScriptRoot
try {
    foreach ($name in 'Clean', 'Build', 'Help', 'Test', 'Package' | Where-Object { $_ -in $Task }) { & "Invoke-$name" }
}
finally {
    Pop-Location
}
