BeforeDiscovery {
    $names = (Import-PowerShellDataFile (Join-Path $PSScriptRoot '../../Apertis.psd1')).CmdletsToExport
    $commands = $names | ForEach-Object { @{ command = $_ } }
}

BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    Import-Module $Manifest -Force
    $helpFile = [xml]::new()
    $texts = Join-Path (Split-Path $Manifest) 'en-US'
    $helpFile.Load((Join-Path $texts 'Apertis.dll-Help.xml'))
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters

    # Defaults that stand in no property: they come last, after environment and file.
    $null = Test-ApertisKey not-a-key -BaseUri http://127.0.0.1:9 -TimeoutSec 1
    $client = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Apertis.Client' } | Select-Object -Last 1
    $resolved = @{
        '-BaseUri'                  = $client.GetType('Apertis.Client.Settings.ApiBase').GetField('Default').GetRawConstantValue()
        '-StatusPageUri'            = [Apertis.TroubleshootingGuide]::StatusPage
        'Invoke-ApertisChat -Model' = (Get-Command Invoke-ApertisChat).ImplementingType.GetField('DefaultModel', 'NonPublic, Static').GetRawConstantValue()
        'Get-ApertisModel -Id'      = '*'
        # PowerShell's own.
        '-WhatIf'                   = $false
        '-Confirm'                  = $false
    }
    # Ranges that are not the parameter's own.
    $elsewhere = @{ '-TimeoutSec' = '5 to 300' }

    # A parameter as the code has it and as help has it, in the same words.
    function Get-TypeName([type] $Type) { ([Nullable]::GetUnderlyingType($Type) ?? $Type).Name }

    function Get-Binding([System.Management.Automation.CommandParameterInfo] $Parameter) {
        $ways = @(if ($Parameter.ValueFromPipeline) { 'ByValue' }; if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
        '-{0} {1} required={2} position={3} pipeline={4} globbing={5} several={6} aliases={7}' -f @(
            $Parameter.Name
            $Parameter.ParameterType -eq [switch] ? 'SwitchParameter' : (Get-TypeName $Parameter.ParameterType)
            "$($Parameter.IsMandatory)".ToLowerInvariant()
            $Parameter.Position -lt 0 ? 'named' : $Parameter.Position
            $ways ? "True ($($ways -join ', '))" : 'False'
            "$([bool] ($Parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] }))".ToLowerInvariant()
            "$($Parameter.ParameterType.IsArray)".ToLowerInvariant()
            $Parameter.Aliases ? $Parameter.Aliases -join ', ' : 'none'
        )
    }

    # A switch has no value in the syntax.
    function Get-Described($Node) {
        '-{0} {1} required={2} position={3} pipeline={4} globbing={5} several={6} aliases={7}' -f $Node.name, ($Node.parameterValue.InnerText ?? 'SwitchParameter'),
            $Node.required, $Node.position, $Node.pipelineInput, $Node.globbing, $Node.variableLength, $Node.aliases
    }

    function Get-Text($Node) { (($Node.Text -join "`n") -replace '\s+', ' ').Trim() }
}

AfterAll { Remove-Module Apertis -ErrorAction Ignore }

Describe 'Help of <command>' -ForEach $commands {
    BeforeAll {
        $info = Get-Command $command
        $help = Get-Help $command -Full
        $node = $helpFile.helpItems.command | Where-Object { $_.details.name -eq $command }
        $parameters = $info.Parameters.Values | Where-Object Name -notin $common
        # What a parameter has when nobody gives it.
        $defaults = [Activator]::CreateInstance($info.ImplementingType)
    }

    AfterAll { $defaults.Dispose() }

    It 'has a synopsis, a description, inputs, outputs, notes and links' {
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        Get-Text $help.description | Should -Not -BeNullOrEmpty
        $help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue.type.name | Should -Not -BeNullOrEmpty
        $node.alertSet | Should -Not -BeNullOrEmpty
        $help.relatedLinks.navigationLink.linkText | Should -Contain 'about_Apertis'
    }

    It 'names the types that the command says it returns' {
        $help.returnValues.returnValue.type.name | Sort-Object | Should -Be ($info.OutputType.Name | Sort-Object)
    }

    It 'describes every parameter, and none that does not exist' {
        $help.parameters.parameter.name | Sort-Object | Should -Be ($parameters.Name | Sort-Object)
        foreach ($parameter in $help.parameters.parameter) {
            Get-Text $parameter.description | Should -Match '\.$' -Because "-$($parameter.name) needs a description"
        }
    }

    It 'shows the syntax of each parameter set' {
        $items = @($node.syntax.syntaxItem)
        $items.Count | Should -Be $info.ParameterSets.Count
        foreach ($set in $info.ParameterSets) {
            $expected = $set.Parameters | Where-Object Name -notin $common | ForEach-Object { Get-Binding $_ } | Sort-Object
            $shown = $items[$info.ParameterSets.IndexOf($set)].parameter | ForEach-Object { Get-Described $_ } | Sort-Object
            $shown | Should -Be $expected -Because "the set $($set.Name) is like that"
        }
    }

    It 'says of every parameter what the code says' {
        # What differs between sets is told of the default set, and of another one only for what the default set lacks.
        $sets = @($info.ParameterSets | Sort-Object { -not $_.IsDefault })
        foreach ($parameter in $parameters) {
            $described = $node.parameters.parameter | Where-Object name -eq $parameter.Name
            $expected = $sets.Parameters | Where-Object Name -eq $parameter.Name | Select-Object -First 1
            Get-Described $described | Should -BeExactly (Get-Binding $expected)
            $described.type.name | Should -Be (Get-TypeName $parameter.ParameterType) -Because "-$($parameter.Name) takes that"
        }
    }

    It 'tells each default' {
        foreach ($parameter in $parameters) {
            $described = $help.parameters.parameter | Where-Object name -eq $parameter.Name
            # What the client puts in the place of nothing; the other commands' model has no default.
            $expected = $defaults.($parameter.Name) ?? $resolved["$command -$($parameter.Name)"] ?? $resolved["-$($parameter.Name)"] ?? 'None'
            $described.defaultValue | Should -BeExactly "$expected" -Because "-$($parameter.Name) starts with it"
        }
    }

    It 'tells each range, and none that is not kept to' {
        foreach ($parameter in $parameters) {
            $described = $help.parameters.parameter | Where-Object name -eq $parameter.Name
            $expected = @($parameter.Attributes | Where-Object { $_ -is [ValidateRange] } | ForEach-Object {
                    "from $($_.MinRange) to $($_.MaxRange -eq [int]::MaxValue ? '' : $_.MaxRange)".Trim()
                })
            $expected += @($parameter.Attributes | Where-Object { $_ -is [ValidateCount] } | ForEach-Object { "$($_.MinLength) to $($_.MaxLength)" })
            $told = [regex]::Matches((Get-Text $described.description), '\b(from )?[\d.]+ to( \d+)?\b').Value | Where-Object { $_ -notin $elsewhere["-$($parameter.Name)"] }
            $told | Should -Be $expected -Because "-$($parameter.Name) takes nothing else"
        }
    }

    It 'has at least three examples, each with a title, a prompt and a remark' {
        $help.examples.example.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.examples.example) {
            $example.title | Should -Match 'Example \d+: \w'
            $example.code | Should -Match '^PS> '
            Get-Text $example.remarks | Should -Not -BeNullOrEmpty
        }
    }

    It 'uses in its examples only commands and parameters that exist' {
        foreach ($example in $help.examples.example) {
            $code = ($example.code -split '\r?\n' | Where-Object { $_ -match '^(PS|>)> ' }) -replace '^(PS|>)> ' -join "`n"
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $null)
            foreach ($call in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $called = $call.GetCommandName()
                if ($called -notlike '*-Apertis*') { continue }
                foreach ($used in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    { (Get-Command $called).ResolveParameter($used.ParameterName) } | Should -Not -Throw -Because $code
                }
            }
        }
    }

    It 'says what must not be missed' {
        $text = (Get-Help $command -Full | Out-String -Width 10000) -replace '\s+', ' '
        $text | Should -Match 'There is no -SkipCertificateCheck, on purpose'
        if ($info.Parameters['MaximumRetryCount']) { $text | Should -Match 'may be billed twice' }
        Get-Text ($help.parameters.parameter | Where-Object name -eq TimeoutSec).description |
            Should -Match ($command -in 'Test-ApertisConnection', 'New-ApertisSupportReport' ? 'limit for one check' : 'attempts and waits included.*differs from the built-in web cmdlets')
    }
}

Describe 'The about topics' {
    It 'are found by Get-Help: <_>' -ForEach 'about_Apertis', 'about_Apertis_Automation', 'about_Apertis_Errors' {
        $text = Get-Help $_ | Out-String
        $text | Should -Match "(?s)^\s*TOPIC\s+$_\b.*SHORT DESCRIPTION"
        $text | Should -Not -Match '\uFFFD|â'
    }

    It 'fit into 80 columns: <_>' -ForEach 'about_Apertis', 'about_Apertis_Automation', 'about_Apertis_Errors' {
        Get-Content (Join-Path $texts "$_.help.txt") | Where-Object Length -gt 80 | Should -BeNullOrEmpty
    }

    It 'list the errors as the guide''s table has them (else run ./build.ps1 -Task Help)' {
        $written = (Get-Content (Join-Path $texts 'about_Apertis_Errors.help.txt')) -join "`n"
        $written.TrimEnd() | Should -BeExactly ((& (Join-Path $Root 'tools/ErrorsTopic.ps1')) -join "`n").TrimEnd()
    }
}

Describe 'The defaults that README and about_Apertis tell' {
    BeforeAll {
        $numbers = @{}
        foreach ($name in 'Invoke-ApertisChat', 'Get-ApertisModel', 'Test-ApertisKey', 'Test-ApertisConnection') {
            $numbers[$name] = [Activator]::CreateInstance((Get-Command $name).ImplementingType)
        }

        $chat = $numbers['Invoke-ApertisChat']
        $timeouts = $numbers['Invoke-ApertisChat', 'Get-ApertisModel', 'Test-ApertisKey', 'Test-ApertisConnection'].TimeoutSec
    }

    AfterAll { $numbers.Values | ForEach-Object { $_.Dispose() } }

    It 'are those of the code: the table of the settings' {
        $told = @{}
        Get-Content (Join-Path $Root 'README.md') | Where-Object { $_ -match '^\| `-(?<name>\w+)`.* \| (?<default>[^|]+) \|$' } | ForEach-Object { $told[$Matches.name] = $Matches.default -replace '`' }
        foreach ($name in 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds', 'MaximumRetryCount', 'MaximumRetryDelaySec', 'ThrottleLimit') {
            $told[$name] -replace ',.*' | Should -Be "$($chat.$name)" -Because "-$name starts with it"
        }

        [regex]::Matches($told.TimeoutSec, '\d+').Value | Should -Be $timeouts
        $told.BaseUri | Should -Be $resolved['-BaseUri']
        $told.Model | Should -Be $resolved['Invoke-ApertisChat -Model']
    }

    It 'are those of the code: the topic' {
        $topic = ((Get-Content (Join-Path $texts 'about_Apertis.help.txt')) -join ' ') -replace '\s+', ' '
        $topic -match '-TimeoutSec the limit of a whole call, .*? included: (\d+) seconds for a chat, (\d+) for the catalogue, (\d+) for .*? one check: (\d+) seconds' | Should -BeTrue
        $Matches[1..4] | Should -Be $timeouts
        foreach ($name in 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds', 'MaximumRetryCount', 'MaximumRetryDelaySec') {
            $topic | Should -Match "-$name [^:]+: $($chat.$name)\b"
        }
    }
}

Describe 'The README' {
    BeforeAll {
        $readme = Get-Content (Join-Path $Root 'README.md')
        $rows = @($readme | Select-Object -Skip $readme.IndexOf('## Error ids') | Where-Object { $_ -cmatch '^\| (?<id>[A-Z][A-Za-z]+) \| (?<category>\w+) \| (?<when>.+) \| (?<retried>.+) \|$' } | ForEach-Object { [pscustomobject]@{ Id = $Matches.id; Category = $Matches.category; Retried = $Matches.retried } } | Where-Object Id -ne 'Id')
    }

    It 'has one row for each problem of the guide' {
        $rows.Id | Sort-Object | Should -Be ([Apertis.TroubleshootingGuide]::Problems.Id | Sort-Object)
    }

    It 'says of each its category, and whether it is retried' {
        foreach ($row in $rows) {
            $problem = [Apertis.TroubleshootingGuide]::Find($row.Id)
            $row.Category | Should -Be "$($problem.Category)" -Because $row.Id
            ($row.Retried -eq 'no') | Should -Be ("$($problem.Retry)" -eq 'Never') -Because $row.Id
            ($row.Retried -eq 'yes') | Should -Be ("$($problem.Retry)" -eq 'Always') -Because $row.Id
        }
    }

    It 'names the paths of the checkout that exist' {
        $readme -match '`(src|tests|samples|tools|en-US)/[\w./-]*`' | ForEach-Object { [regex]::Matches($_, '`((?:src|tests|samples|tools|en-US)/[\w./-]*)`') } | ForEach-Object {
            Join-Path $Root $_.Groups[1].Value | Should -Exist
        }
    }
}
