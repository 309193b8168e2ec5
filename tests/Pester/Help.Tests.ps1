BeforeDiscovery {
    $names = (Import-PowerShellDataFile (Join-Path $PSScriptRoot '../../Apertis.psd1')).CmdletsToExport
    $commands = $names | ForEach-Object { @{ command = $_ } }
}

BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    Import-Module $Manifest -Force
    $helpFile = [xml]::new()
    $helpFile.Load((Join-Path $Root 'en-US/Apertis.dll-Help.xml'))
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters

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
            $expected = $set.Parameters | Where-Object Name -notin $common | ForEach-Object { "$($_.Name) $("$($_.IsMandatory)".ToLowerInvariant())" } | Sort-Object
            $shown = $items[$info.ParameterSets.IndexOf($set)].parameter | ForEach-Object { "$($_.name) $($_.required)" } | Sort-Object
            $shown | Should -Be $expected -Because "the set $($set.Name) is like that"
        }
    }

    It 'says of every parameter what the code says' {
        foreach ($parameter in $parameters) {
            $described = $node.parameters.parameter | Where-Object name -eq $parameter.Name
            # One for each set that differs; the help tells that of the default set.
            $attributes = @($parameter.Attributes | Where-Object { $_ -is [Parameter] })
            $attribute = ($attributes | Where-Object ParameterSetName -eq $info.DefaultParameterSet) ?? $attributes[0]
            $because = "-$($parameter.Name) is like that"
            $type = $parameter.ParameterType
            $type = [Nullable]::GetUnderlyingType($type) ?? $type

            $described.parameterValue.InnerText | Should -Be $type.Name -Because $because
            $described.type.name | Should -Be $type.Name -Because $because
            $described.required | Should -Be "$($attribute.Mandatory)".ToLowerInvariant() -Because $because
            $described.position | Should -Be ($attribute.Position -lt 0 ? 'named' : "$($attribute.Position)") -Because $because
            $described.globbing | Should -Be "$([bool] ($parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] }))".ToLowerInvariant() -Because $because
            $described.aliases | Should -Be ($parameter.Aliases ? $parameter.Aliases -join ', ' : 'none') -Because $because
            $ways = @(if ($attribute.ValueFromPipeline) { 'ByValue' }; if ($attribute.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
            $described.pipelineInput | Should -Be ($ways ? "True ($($ways -join ', '))" : 'False') -Because $because
        }
    }

    It 'tells each default and each range' {
        foreach ($parameter in $parameters) {
            $described = $help.parameters.parameter | Where-Object name -eq $parameter.Name
            $default = $defaults.($parameter.Name)
            if ($null -ne $default) { $described.defaultValue | Should -Be "$default" -Because "-$($parameter.Name) starts with it" }

            foreach ($range in $parameter.Attributes | Where-Object { $_ -is [ValidateRange] -and $null -ne $_.MaxRange }) {
                $expected = $range.MaxRange -eq [int]::MaxValue ? "from $($range.MinRange) to" : "from $($range.MinRange) to $($range.MaxRange)"
                Get-Text $described.description | Should -Match ([regex]::Escape($expected) + '\b') -Because "-$($parameter.Name) takes nothing else"
            }
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
            Should -Match ($command -eq 'Test-ApertisConnection' ? 'limit for one check' : 'attempts and waits included.*differs from the built-in web cmdlets')
    }
}

Describe 'The about topics' {
    It 'are found by Get-Help: <_>' -ForEach 'about_Apertis', 'about_Apertis_Errors' {
        $text = Get-Help $_ | Out-String
        $text | Should -Match "(?s)^\s*TOPIC\s+$_\b.*SHORT DESCRIPTION"
        $text | Should -Not -Match '\uFFFD|â'
    }

    It 'fit into 80 columns: <_>' -ForEach 'about_Apertis', 'about_Apertis_Errors' {
        Get-Content (Join-Path $Root "en-US/$_.help.txt") | Where-Object Length -gt 80 | Should -BeNullOrEmpty
    }

    It 'list the errors as the guide''s table has them (else run ./build.ps1 -Task Help)' {
        $written = (Get-Content (Join-Path $Root 'en-US/about_Apertis_Errors.help.txt')) -join "`n"
        $written.TrimEnd() | Should -BeExactly ((& (Join-Path $Root 'tools/ErrorsTopic.ps1')) -join "`n").TrimEnd()
    }
}

Describe 'The README' {
    BeforeAll {
        $readme = Get-Content (Join-Path $Root 'README.md')
        $rows = @($readme | Where-Object { $_ -match '^\| (?<id>[A-Z][A-Za-z]+) \| (?<category>\w+) \| (?<when>.+) \| (?<retried>.+) \|$' } | ForEach-Object { [pscustomobject]@{ Id = $Matches.id; Category = $Matches.category; Retried = $Matches.retried } } | Where-Object Id -ne 'Id')
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
