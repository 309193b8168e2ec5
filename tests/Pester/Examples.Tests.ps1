BeforeDiscovery {
    . $PSScriptRoot/Examples.ps1

    # Not run here, and why.
    $left = @{
        'README, Install: Copy-Item out/Apertis ($env:PSModulePath -split [System.IO.Path]::PathSeparator)[0] -Recurse -Force' = 'changes the modules of whoever runs it; Package.Tests.ps1 does the same elsewhere'
        'README, Install: Register-PSResourceRepository Local -Uri (Convert-Path out) -Trusted' = 'needs PSResourceGet; Package.Tests.ps1 runs it where that is'
        'README, Two commands to start with: dotnet run --project samples/Tour'    = 'commands of the .NET SDK; .ci/run runs both'
        'README, A first session: $env:APERTIS_API_KEY = Read-Host -MaskInput ''Apertis key''              # for this session; the history does not see it' = 'Read-Host needs somebody at the keyboard, Get-Secret a module; the second line is run below with a stand-in'
        'README, In scripts, CI and on other machines: pwsh -c "exit [int](-not (Test-ApertisConnection -Check Key -Quiet))"' = 'for the shell of a CI system; run by Automation.Tests.ps1'
    }

    # Whole test files, which Automation.Tests.ps1 runs.
    $blocks = @(Get-ReadmeBlock)
    $blocks.name | Where-Object { $_ -like 'README, Testing your own scripts:*' } | ForEach-Object { $left[$_] = 'a test file; run by Automation.Tests.ps1' }
    $examples = @(Get-HelpExample) + @($blocks | Where-Object code -CMatch '(?m)^PS> ')
    $scripts = @($blocks | Where-Object { $_.language -eq 'powershell' -and $_.name -notin $left.Keys })
    $unknown = @($blocks | Where-Object { $_ -notin $examples -and $_ -notin $scripts -and $_.language -ne 'json' })
    $typed = @(Get-TopicExample)

    # Scripts of the topics, among tables and settings: each by how it begins. All code of about_Apertis_Automation is in Automation.Tests.ps1.
    $written = foreach ($one in
        @{ topic = 'about_Apertis'; begins = '$PSDefaultParameterValues[''*-Apertis*:ApiKey'']' },
        @{ topic = 'about_Apertis'; begins = '$PSDefaultParameterValues[''*-Apertis*:Proxy'']' },
        @{ topic = 'about_Apertis'; begins = 'Import-Csv' },
        @{ topic = 'about_Apertis'; begins = 'try' },
        @{ topic = 'about_Apertis_Errors'; begins = 'try' }) {
        @{ name = "$($one.topic): $($one.begins)"; code = (Get-TopicBlock $one.topic | Where-Object { $_.code.StartsWith($one.begins) }).code }
    }


    # Help shows what PowerShell 7.6 shows: an earlier one has other error messages, and is no home for the test engine.
    $isOther = $PSVersionTable.PSVersion -lt '7.6'
}

BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    . $PSScriptRoot/Examples.ps1
    $started = @{ '' = Start-Gateway }
    Enter-TestSession $started[''] $TestDrive

    # A session in a folder of its own, with the variables and files that examples take for granted.
    function Open-Session([string] $Code, [string[]] $Arguments) {
        $key = "$Arguments"
        $started[$key] ??= Start-Gateway $Arguments
        $gateway = $started[$key]
        $env:APERTIS_BASE_URL = $gateway.Uri + '/v1'

        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        Add-ExampleFile $Code $folder
        $console = New-Console
        $console.SetVariable('folder', $folder.FullName)
        $console.SetVariable('limitedKey', $gateway.Keys.ModelLimited)
        $console.SetVariable('pasted', " Bearer $($gateway.Keys.Good)")
        $console.SetVariable('cutGateway', (Get-FaultUri $gateway 'stream-cut;after=4'))
        $console.SetVariable('prompt', 'What is DNS?')
        $console.SetVariable('one', $gateway.Keys.Good)
        $console.SetVariable('two', $gateway.Keys.GoodSecond)
        $prepared = $console.Run('Set-Location -LiteralPath $folder
            # Stands in for that of Microsoft.PowerShell.SecretManagement, which gives a SecureString as well.
            function Get-Secret($Name) { ConvertTo-SecureString $limitedKey -AsPlainText -Force }')
        $prepared.Errors | Should -BeNullOrEmpty
        $console
    }

    # A text file that an example reads holds the prompts that the example shows; a picture holds one dot.
    function Add-ExampleFile([string] $Code, [string] $Folder) {
        $shown = [regex]::Matches($Code, '(?m)^ *\d+ (?<prompt>.+?) +You said: ') | ForEach-Object { $_.Groups['prompt'].Value }
        $prompts = $shown ? $shown : 'What is DNS?', 'What is TLS?'
        foreach ($read in [regex]::Matches($Code, '(?:Get-Content|Import-Csv) (?<file>\S+)')) {
            $file = Join-Path $Folder $read.Groups['file'].Value
            $file -like '*.csv' ? 'Prompt', $prompts : $prompts | ForEach-Object { $_ } | Set-Content $file
        }

        foreach ($image in [regex]::Matches($Code, '\./[\w-]+\.png')) {
            $dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='
            [System.IO.File]::WriteAllBytes((Join-Path $Folder $image.Value), [convert]::FromBase64String($dot))
        }
    }
}

AfterAll {
    Exit-TestSession
    $started.Values | ForEach-Object { Stop-Gateway $_ }
}

Describe 'An example shows what comes out' -Skip:$isOther {
    It '<name>' -ForEach $examples {
        $console = Open-Session $code $arguments
        try {
            Get-Comparable (Invoke-Example $console $code) | Should -BeExactly (Get-Comparable $code)
        }
        finally { $console.Dispose() }
    }
}

Describe 'A script runs without an error, and shows nothing' -Skip:$isOther {
    It '<name>' -ForEach $scripts {
        $console = Open-Session $code
        try {
            $console.Show($code) | Should -BeNullOrEmpty
            $console.Run('$Error.Count').Output | Should -Be 0
        }
        finally { $console.Dispose() }
    }
}

Describe 'What a topic has you type runs without an error' -Skip:$isOther {
    It '<name>' -ForEach $typed {
        $console = Open-Session $code
        try {
            $null = Invoke-Example $console $code
            $console.Run('$Error.Count').Output | Should -Be 0
        }
        finally { $console.Dispose() }
    }
}

Describe 'A script of a topic runs without an error' -Skip:$isOther {
    It '<name>' -ForEach $written {
        $code | Should -Not -BeNullOrEmpty
        $console = Open-Session $code
        try {
            $null = $console.Show($code)
            $console.Run('$Error.Count').Output | Should -Be 0
        }
        finally { $console.Dispose() }
    }
}

Describe 'The script of the README that tells errors apart' -Skip:$isOther {
    It 'has a branch for <fault>' -ForEach @(
        @{ fault = 'rate_limit_exceeded;retry-after=90'; says = '^Try again in 00:01:(30|29\.\d+)\.$' }
        @{ fault = 'model_not_found'; says = '^No such model: gpt-4\.1\.$' }
        @{ fault = 'quota_exceeded'; says = '(?s)^Billing: .+ \(HTTP 402.+\)\.\n\w.+' }
    ) {
        $code = (Get-ReadmeBlock | Where-Object { $_.name -eq 'README, Errors in scripts: try {' }).code
        $console = Open-Session $code
        try {
            $console.Run("`$env:APERTIS_BASE_URL = '$(Get-FaultUri $started[''] $fault)'").Errors | Should -BeNullOrEmpty
            ($console.Show($code) -replace '\r').Trim() | Should -Match $says
        }
        finally { $console.Dispose() }
    }
}

Describe 'The examples' {
    It 'are all run, or left out for a reason' -ForEach @{ unknown = $unknown; left = $left; blocks = $blocks } {
        $unknown.name | Where-Object { $_ -notin $left.Keys } | Should -BeNullOrEmpty
        $left.Keys | Where-Object { $_ -notin $blocks.name } | Should -BeNullOrEmpty -Because 'what is left out must be there'
    }
}
