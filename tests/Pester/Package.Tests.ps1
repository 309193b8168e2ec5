BeforeDiscovery {
    # A package is made from a clone, so that the checkout keeps its own, and the time and the leftovers of its builds have no part in it.
    $noGit = -not ((Test-Path (Join-Path $PSScriptRoot '../../.git')) -and (Get-Command git -ErrorAction Ignore))
    if ($noGit) { Write-Warning 'The package is not tested: that needs git and a clone.' }
}

Describe 'The package' -Skip:$noGit {
    BeforeAll {
        . $PSScriptRoot/Gateway.ps1
        $version = (Import-PowerShellDataFile (Join-Path $Root 'Apertis.psd1')).ModuleVersion
        $saved = $env:MSBUILDDISABLENODEREUSE, $env:UseSharedCompilation
        # No server of the compiler's may stay behind.
        $env:MSBUILDDISABLENODEREUSE = '1'
        $env:UseSharedCompilation = 'false'

        # A clone of the last commit, with what is not committed yet put on top.
        function New-Clone([string] $Name) {
            $clone = Join-Path $TestDrive $Name
            $said = git clone --quiet $Root $clone 2>&1
            if ($LASTEXITCODE) { throw "git clone: $said" }
            foreach ($file in @(git -C $Root -c core.quotePath=false diff HEAD --name-only --no-renames) + @(git -C $Root -c core.quotePath=false ls-files --others --exclude-standard)) {
                $target = Join-Path $clone $file
                if (Test-Path (Join-Path $Root $file)) {
                    $null = New-Item -ItemType Directory (Split-Path $target) -Force
                    Copy-Item (Join-Path $Root $file) $target
                }
                else { Remove-Item $target }
            }
            $clone
        }

        # Runs build.ps1 as a user would, in a process of its own.
        function Invoke-Build([string] $Clone, [string] $Arguments) {
            Invoke-Pwsh "`$PSStyle.OutputRendering = 'PlainText'; & '$Clone/build.ps1' $Arguments"
        }

        # What is in a folder: each file with its time and size.
        function Get-State([string] $Folder) {
            Get-ChildItem $Folder -Recurse -Force -File | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks) $($_.Length)" }
        }

        $platforms = 'linux-x64', 'osx-arm64', 'win-x64'
        $clone = New-Clone 'one'
        $built = Invoke-Build $clone '-Task Package'
        $package = Join-Path $clone "out/Apertis.$version.nupkg"
        if (-not (Test-Path $package)) { throw "There is no package:`n$($built.Text)" }

        $archive = [System.IO.Compression.ZipFile]::OpenRead($package)
        $nuspec = [xml] [System.IO.StreamReader]::new($archive.GetEntry('Apertis.nuspec').Open()).ReadToEnd()
        # As an installer unpacks it, with everything that is there for galleries only left out.
        $modules = Join-Path $TestDrive 'modules'
        $installed = Join-Path $modules "Apertis/$version"
        [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $installed)
        foreach ($extra in 'Apertis.nuspec', '_rels', '[Content_Types].xml', 'package') { Remove-Item -LiteralPath (Join-Path $installed $extra) -Recurse -Force }

        $wanted = @(
            'Apertis.psd1', 'CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.txt'
            'bin/Apertis.Core.dll', 'bin/Apertis.dll', 'bin/Apertis.Format.ps1xml', 'bin/Apertis.Types.ps1xml'
            'bin/dependencies/Apertis.Client.dll', 'bin/dependencies/Apertis.Diagnostics.dll', 'bin/dependencies/DnsClient.dll', 'bin/dependencies/Polly.Core.dll', 'bin/dependencies/System.Net.ServerSentEvents.dll'
            $platforms | ForEach-Object { "bin/dependencies/$_/Apertis.Client.dll" }
            Get-ChildItem (Join-Path $clone 'en-US') | ForEach-Object { "en-US/$($_.Name)" }
        )
    }

    AfterAll {
        ${archive}?.Dispose()
        $env:MSBUILDDISABLENODEREUSE, $env:UseSharedCompilation = $saved
    }

    It 'is built in silence, as far as warnings go' {
        $built.ExitCode | Should -Be 0 -Because $built.Text
        $built.Text | Should -Match '\b0 Warning\(s\)'
        $built.Text | Should -BeLike "*Packaged into out/Apertis/$version and out/Apertis.$version.nupkg"
    }

    It 'holds what a user needs and nothing else' {
        $files = Get-ChildItem $installed -Recurse -File -Force | ForEach-Object { [System.IO.Path]::GetRelativePath($installed, $_.FullName).Replace('\', '/') }
        $files | Sort-Object | Should -Be ($wanted | Sort-Object)
    }

    It 'is the folder, file by file, with what a gallery needs besides' {
        $folder = Join-Path $clone "out/Apertis/$version"
        (Get-ChildItem $folder -Recurse -File -Force).Count | Should -Be $wanted.Count
        foreach ($file in $wanted) { (Get-FileHash (Join-Path $installed $file)).Hash | Should -Be (Get-FileHash (Join-Path $folder $file)).Hash -Because $file }
        $archive.Entries.Count | Should -Be ($wanted.Count + 4)
    }

    It 'names every package that comes with it in the notices' {
        $notices = Get-Content (Join-Path $installed 'THIRD-PARTY-NOTICES.txt') -Raw
        foreach ($file in Get-ChildItem $installed/bin/dependencies -Filter *.dll -Exclude Apertis.*) { $notices | Should -Match "(?m)^$([regex]::Escape($file.BaseName))\b" }
    }

    It 'is smaller than 1.5 MB, by either meaning of that' {
        (Get-Item $package).Length | Should -BeLessThan 1500000
    }

    It 'has the client compiled ahead for <platform>' -ForEach @(
        # What .NET makes of a processor's number for an operating system: CorCompileImageFlags and pedecoder.h of its runtime.
        @{ platform = 'linux-x64'; machine = 0x8664 -bxor 0x7B79 }
        @{ platform = 'osx-arm64'; machine = 0xAA64 -bxor 0x4644 }
        @{ platform = 'win-x64'; machine = 0x8664 }
    ) {
        $reader = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.File]::OpenRead("$installed/bin/dependencies/$platform/Apertis.Client.dll"))
        try {
            [int] $reader.PEHeaders.CoffHeader.Machine | Should -Be $machine
            $reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size | Should -BeGreaterThan 0
        }
        finally { $reader.Dispose() }
    }

    It 'takes what is compiled ahead for this platform, so that less is left to compile for a first call; any other takes the portable client' {
        $portable = Join-Path $TestDrive 'portable'
        Copy-Item $installed $portable -Recurse
        Remove-Item ($platforms | ForEach-Object { Join-Path $portable "bin/dependencies/$_" }) -Recurse
        $found = foreach ($module in $installed, $portable) {
            $run = Invoke-Pwsh @"
                Import-Module '$module/Apertis.psd1'
                `$before = [System.Runtime.JitInfo]::GetCompiledMethodCount()
                Invoke-ApertisChat hello -ApiKey sk-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789 -BaseUri http://127.0.0.1:9 -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable failure
                [System.Runtime.JitInfo]::GetCompiledMethodCount() - `$before
                `$own = [AppDomain]::CurrentDomain.GetAssemblies().Where({ `$_.GetName().Name -in 'Apertis.Client', 'Apertis.Diagnostics', 'DnsClient' })
                `$own.Location -join '|'
                `$failure.FullyQualifiedErrorId
"@
            $count, $location, $problem = $run.Text -split '\r?\n'
            $problem | Should -BeLike 'ConnectionRefused,*' -Because $run.Text
            @{ Count = [int] $count; Location = $location }
        }
        $found[1].Location | Should -Be ([System.IO.Path]::Combine($portable, 'bin', 'dependencies', 'Apertis.Client.dll'))
        $platform = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
        if ($platform -in $platforms -and [Environment]::Version.Major -ge 10) {
            $found[0].Location | Should -Be ([System.IO.Path]::Combine($installed, 'bin', 'dependencies', $platform, 'Apertis.Client.dll'))
            $found[1].Count - $found[0].Count | Should -BeGreaterThan 150
        }
        else {
            $found[0].Location | Should -Be ([System.IO.Path]::Combine($installed, 'bin', 'dependencies', 'Apertis.Client.dll'))
        }
    }

    It 'is a release build that tells nothing of the machine it was built on' {
        # Where each was built, the clone's own folder replaced.
        $places = @{ 'Apertis' = 'src'; 'Apertis.Core' = 'src'; 'dependencies/Apertis.Client' = 'src'; 'dependencies/Apertis.Diagnostics' = 'src' }
        foreach ($platform in $platforms) { $places["dependencies/$platform/Apertis.Client"] = 'out/obj' }
        foreach ($name in $places.Keys) {
            $file = Join-Path $installed "bin/$name.dll"
            [System.Diagnostics.FileVersionInfo]::GetVersionInfo($file).IsDebug | Should -BeFalse -Because $name
            $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file))
            $text.Contains("/_/$($places[$name])/") | Should -BeTrue -Because $name
            $text.Contains($clone) | Should -BeFalse -Because $name
        }
    }

    It 'tells a gallery what the manifest says' {
        $manifest = Import-PowerShellDataFile (Join-Path $installed 'Apertis.psd1')
        $said = $nuspec.package.metadata
        $said.id | Should -BeExactly 'Apertis'
        $said.version | Should -Be $version
        $said.authors | Should -Be $manifest.Author
        $said.owners | Should -Be $manifest.CompanyName
        $said.description | Should -Be $manifest.Description
        $said.copyright | Should -Be $manifest.Copyright
        $said.licenseUrl | Should -Be $manifest.PrivateData.PSData.LicenseUri
        $said.projectUrl | Should -Be $manifest.PrivateData.PSData.ProjectUri
        $said.releaseNotes | Should -Be $manifest.PrivateData.PSData.ReleaseNotes
        $said.requireLicenseAcceptance | Should -BeExactly 'false'
    }

    It 'is found by its commands, its edition and its subjects' {
        $manifest = Import-PowerShellDataFile (Join-Path $installed 'Apertis.psd1')
        $tags = $nuspec.package.metadata.tags -split ' '
        $commands = $manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_", "PSCommand_$_" }
        $expected = @('PSModule', 'PSEdition_Core', 'PSIncludes_Cmdlet') + $commands + $manifest.PrivateData.PSData.Tags
        $tags | Sort-Object | Should -Be ($expected | Sort-Object -Unique)
    }

    It 'follows the Open Packaging Conventions' {
        $types = [xml] [System.IO.StreamReader]::new($archive.GetEntry('[Content_Types].xml').Open()).ReadToEnd()
        $relationships = [xml] [System.IO.StreamReader]::new($archive.GetEntry('_rels/.rels').Open()).ReadToEnd()
        foreach ($target in $relationships.Relationships.Relationship.Target) { $archive.GetEntry($target.TrimStart('/')) | Should -Not -BeNullOrEmpty -Because $target }
        foreach ($entry in $archive.Entries | Where-Object Name -ne '[Content_Types].xml') {
            $extension = [System.IO.Path]::GetExtension($entry.Name).TrimStart('.')
            if ($extension) { $types.Types.Default.Extension | Should -Contain $extension } else { $types.Types.Override.PartName | Should -Contain "/$($entry.FullName)" }
        }
    }

    It 'is imported by its name from an otherwise empty module path, and has its help' {
        $run = Invoke-Pwsh @"
            `$ErrorActionPreference = 'Stop'
            `$env:PSModulePath = '$modules'
            Import-Module Apertis
            (Get-Module Apertis).ModuleBase
            (Test-ApertisKey not-a-key -BaseUri http://127.0.0.1:9 -TimeoutSec 2).Status.ToString()
            (Get-Help Invoke-ApertisChat -Full).Synopsis
            (Get-Help about_Apertis_Errors).Contains('InvalidApiKey')
"@
        $lines = $run.Text -split '\r?\n'
        $lines[0] | Should -Be $installed
        $lines[1] | Should -Be 'Unreachable'
        $lines[2] | Should -Match '^[A-Z].+\.$'
        $lines[3] | Should -Be 'True'
        $lines.Count | Should -Be 4
    }

    It 'loads by itself when one of its commands is called' {
        (Invoke-Pwsh "`$env:PSModulePath = '$modules'; (Test-ApertisKey not-a-key -BaseUri http://127.0.0.1:9 -TimeoutSec 2).Status.ToString()").Text | Should -Be 'Unreachable'
    }

    It 'is the same from another folder, another remote and a build that has a past' -Tag Slow {
        $other = New-Clone 'two/with a longer path'
        git -C $other remote set-url origin https://github.com/example/apertis.git
        $null = New-Item -ItemType Directory "$other/out/Apertis/$version/bin/dependencies" -Force
        Set-Content "$other/out/Apertis/$version/bin/dependencies/Left.dll" 'over'
        $again = Invoke-Build $other '-Task Package'
        $twin = Join-Path $other "out/Apertis.$version.nupkg"
        $twin | Should -Exist -Because $again.Text
        foreach ($file in $wanted) { (Get-FileHash (Join-Path $other "out/Apertis/$version/$file")).Hash | Should -Be (Get-FileHash (Join-Path $installed $file)).Hash -Because $file }
        (Get-FileHash $twin).Hash | Should -Be (Get-FileHash $package).Hash
    }

    Context 'Publishing' {
        BeforeAll {
            $feed = (New-Item -ItemType Directory (Join-Path $TestDrive 'feed')).FullName
            $key = 'oy2-this-is-no-key-of-anyone'
        }

        It 'with -WhatIf says what would go where, and changes nothing: <_>' -ForEach 'Publish', 'Clean, Build, Help, Package, Test, Publish' {
            $before = Get-State $clone
            foreach ($repository in 'Nowhere', $feed) {
                $run = Invoke-Build $clone "-Task $_ -Repository '$repository' -ApiKey '$key' -WhatIf -Verbose"
                $run.ExitCode | Should -Be 0 -Because $run.Text
                $run.Text | Should -BeLike "*What if: *""Publish""*out/Apertis.$version.nupkg, to $repository*"
                $run.Text | Should -Not -Match $key
            }
            Get-State $clone | Should -Be $before
            Get-ChildItem $feed | Should -BeNullOrEmpty
        }

        It 'wants to be told where' {
            $run = Invoke-Build $clone '-Task Publish'
            $run.ExitCode | Should -Be 1
            $run.Text | Should -BeLike '*Say with -Repository where to publish*'
        }

        It 'puts the package into a folder, once' {
            (Invoke-Build $clone "-Task Publish -Repository '$feed'").Text | Should -BeLike "Published out/Apertis.$version.nupkg to *"
            (Get-FileHash (Join-Path $feed "Apertis.$version.nupkg")).Hash | Should -Be (Get-FileHash $package).Hash
            $run = Invoke-Build $clone "-Task Publish -Repository '$feed'"
            $run.ExitCode | Should -Be 1
            $run.Text | Should -BeLike "*has version $version already*"
        }

        It 'takes a folder relative to where the caller is' {
            $here = (New-Item -ItemType Directory (Join-Path $TestDrive 'here/local')).FullName
            $null = Invoke-Pwsh "Set-Location '$here/..'; & '$clone/build.ps1' -Task Publish -Repository ./local"
            Join-Path $here "Apertis.$version.nupkg" | Should -Exist
        }

        It 'says what is missing where there is no PSResourceGet of today, without the key' {
            # Also where it is too old: this one knows no -NupkgPath.
            $run = Invoke-Pwsh "function global:Publish-PSResource(`$Path, `$Repository, `$ApiKey) { }; & '$clone/build.ps1' -Task Publish -Repository Nowhere -ApiKey '$key'"
            $run.ExitCode | Should -Be 1
            ($run.Text -replace '\s+', ' ') | Should -BeLike "*Publishing to Nowhere needs Publish-PSResource*PSResourceGet 1.1*"
            $run.Text | Should -Not -Match $key
        }

        It 'hands package, repository and key to Publish-PSResource, in the same process: <kind>' -ForEach @{ kind = 'SecureString'; given = "(ConvertTo-SecureString 'KEY' -AsPlainText)" }, @{ kind = 'string'; given = "'KEY'" } {
            $run = Invoke-Pwsh @"
                function global:Publish-PSResource(`$NupkgPath, `$Repository, `$ApiKey) { "`$(Resolve-Path `$NupkgPath) | `$Repository | `$(`$ApiKey -ceq '$key') `$(`$ApiKey.GetType().Name) | `$PID" }
                & '$clone/build.ps1' -Task Publish -Repository Nowhere -ApiKey $($given.Replace('KEY', $key)) -Verbose; `$PID
"@
            $lines = $run.Text -split '\r?\n'
            $lines | Should -Contain "$package | Nowhere | True String | $($lines[-1])"
            $run.Text | Should -Not -Match $key
        }

        It 'installs with Install-PSResource from a repository that is a folder, and imports' {
            $installer = Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable | Where-Object Version -ge 1.1.0 | Select-Object -First 1
            if (-not $installer) { Set-ItResult -Skipped -Because 'Microsoft.PowerShell.PSResourceGet 1.1 is not on this machine' }
            if ($IsWindows) { Set-ItResult -Skipped -Because 'on Windows it would change the modules and repositories of whoever runs it' }

            # A home of its own has its own list of repositories and its own modules.
            $home2 = (New-Item -ItemType Directory (Join-Path $TestDrive 'home')).FullName
            $registered = (New-Item -ItemType Directory (Join-Path $TestDrive 'registered')).FullName
            $kept = $env:HOME, $env:XDG_DATA_HOME
            $env:HOME, $env:XDG_DATA_HOME = $home2, $null
            try {
                $run = Invoke-Pwsh @"
                    `$ErrorActionPreference = 'Stop'
                    Import-Module '$($installer.Path)'
                    Register-PSResourceRepository Local -Uri '$registered' -Trusted
                    & '$clone/build.ps1' -Task Publish -Repository Local
                    (Find-PSResource Apertis -Repository Local).Version.ToString()
                    Install-PSResource Apertis -Repository Local -Scope CurrentUser
                    Import-Module Apertis
                    (Get-Module Apertis).ModuleBase
"@
            }
            finally { $env:HOME, $env:XDG_DATA_HOME = $kept }

            $lines = $run.Text -split '\r?\n'
            $lines[0] | Should -Be "Published out/Apertis.$version.nupkg to Local"
            $lines[1] | Should -Be $version
            $lines[2] | Should -BeLike "$home2/*/Modules/Apertis/$version"
            $files = Get-ChildItem $lines[2] -Recurse -File | ForEach-Object { [System.IO.Path]::GetRelativePath($lines[2], $_.FullName) } | Where-Object { $_ -ne 'PSGetModuleInfo.xml' }
            $files | Sort-Object | Should -Be ($wanted | Sort-Object)
        }
    }
}
