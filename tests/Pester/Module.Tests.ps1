BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $commands = 'Get-ApertisModel', 'Invoke-ApertisChat', 'New-ApertisSupportReport', 'Test-ApertisConnection', 'Test-ApertisKey'
    $import = "`$ErrorActionPreference = 'Stop'; Import-Module '$($Manifest -replace "'", "''")'; "
}

Describe 'The manifest' {
    It 'is valid' {
        { Test-ModuleManifest $Manifest -ErrorAction Stop -WarningAction Stop } | Should -Not -Throw
    }

    It 'exports the cmdlets and nothing else' {
        $module = Test-ModuleManifest $Manifest
        $module.ExportedCommands.Keys | Sort-Object | Should -Be $commands
        $module.ExportedVariables.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
    }

    It 'has the version that the binaries are built with' {
        [xml] $properties = Get-Content (Join-Path $Root 'Directory.Build.props') -Raw
        (Test-ModuleManifest $Manifest).Version.ToString(3) | Should -Be $properties.Project.PropertyGroup.Version.Trim()
    }

    It 'has the version of the newest entry of the change log' {
        $newest = Get-Content (Join-Path $Root 'CHANGELOG.md') | Where-Object { $_ -match '^## \[(?<version>[\d.]+)\]' } | Select-Object -First 1
        $newest | Should -BeLike "## ``[$((Test-ModuleManifest $Manifest).Version)``]*"
    }
}

Describe 'PSScriptAnalyzer' {
    It 'has nothing to say of the manifest, and no error in the scripts' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed'; return }

        $found = @(Invoke-ScriptAnalyzer $Manifest) + @('build.ps1', 'tools' | ForEach-Object { Invoke-ScriptAnalyzer (Join-Path $Root $_) -Recurse -Severity Error, ParseError })
        $found | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'Importing into a clean session' {
    It 'says nothing and exports the cmdlets' {
        $run = Invoke-Pwsh ($import + '(Get-Command -Module Apertis).Name -join ","')
        $run.Text | Should -Be ($commands -join ',')
        $run.ExitCode | Should -Be 0
    }

    It 'makes the module''s types known at once' {
        (Invoke-Pwsh ($import + '[Apertis.ApertisException].FullName; [Apertis.TroubleshootingGuide]::Problems.Count -gt 50')).Text | Should -Be "Apertis.ApertisException$([Environment]::NewLine)True"
    }

    It 'makes every public type known at once, by its name in brackets' {
        # The names come from another process than the one that is tested, where asking for them would load the types.
        Import-Module $Manifest
        $names = [Apertis.ApertisException].Assembly.GetExportedTypes().FullName
        Remove-Module Apertis
        $names.Count | Should -BeGreaterThan 25
        $literals = $names | ForEach-Object { "[$_].FullName" }
        (Invoke-Pwsh ($import + ($literals -join '; '))).Text -split '\r?\n' | Should -Be $names
        (Invoke-Pwsh ($import + '[Apertis.ChatMessage]::new("user", "hi").Content')).Text | Should -Be 'hi'
    }

    It 'loads no package into the session before one is needed' {
        (Invoke-Pwsh ($import + '[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match "^(Polly|Apertis\.Client)"')).Text | Should -BeNullOrEmpty
    }

    It 'works again on top of itself' {
        (Invoke-Pwsh ($import + "Import-Module '$Manifest' -Force; Import-Module '$Manifest'; @(Get-Module Apertis).Count; (Get-Command Test-ApertisKey).Name")).Text | Should -Match '^1\r?\nTest-ApertisKey$'
    }

    It 'works from a path with spaces and letters of other alphabets' {
        $folder = Join-Path $TestDrive 'mödule – 模块 x'
        $null = New-Item -ItemType Directory $folder
        Copy-Item $Manifest, (Join-Path (Split-Path $Manifest) 'bin') $folder -Recurse
        $run = Invoke-Pwsh "`$ErrorActionPreference = 'Stop'; Import-Module '$folder/Apertis.psd1'; Test-ApertisKey not-a-key -BaseUri http://127.0.0.1:9 -TimeoutSec 2 | ForEach-Object Status"
        $run.Text | Should -Be 'Unreachable'
    }
}

Describe 'Removing the module' {
    It 'takes the cmdlets away, also after use' {
        $run = Invoke-Pwsh ($import + '$null = Test-ApertisKey not-a-key -BaseUri http://127.0.0.1:9 -TimeoutSec 2; Remove-Module Apertis; @(Get-Command *-Apertis* -ListImported).Count')
        $run.Text | Should -Be '0'
    }

    It 'lets it be imported and used again' {
        $use = 'Test-ApertisKey not-a-key -BaseUri http://127.0.0.1:9 -TimeoutSec 2 | ForEach-Object { "$($_.Status)" }'
        (Invoke-Pwsh ($import + "$use; Remove-Module Apertis; Import-Module '$Manifest'; $use")).Text | Should -Match '^Unreachable\r?\nUnreachable$'
    }
}
