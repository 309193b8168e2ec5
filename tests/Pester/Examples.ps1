# For the tests: the examples of help and README, as they are written, and what a console shows when they are run.
# Dot-source it in BeforeDiscovery, which asks for them, and in BeforeAll, after Gateway.ps1.

$script:Checkout = Split-Path (Split-Path $PSScriptRoot)

# The examples of the commands' help. Remarks tell how the gateway was started.
function Get-HelpExample {
    $file = [xml]::new()
    $file.Load((Join-Path $Checkout 'en-US/Apertis.dll-Help.xml'))
    foreach ($command in $file.helpItems.command) {
        foreach ($example in $command.examples.example) {
            @{
                name      = '{0}, {1}' -f $command.details.name, $example.title.Trim(' -')
                code      = $example.code
                arguments = Get-GatewayOption ($example.remarks.para -join ' ')
            }
        }
    }
}

# The code blocks of the README. A block is named by its section and its first line; it may be preceded by how the gateway was started.
function Get-ReadmeBlock {
    $section = 'README'
    $text = $block = $null
    $hasBlock = $false
    foreach ($line in Get-Content (Join-Path $Checkout 'README.md')) {
        if ($null -ne $block) {
            if ($line -notmatch '^```') { $block.lines += $line; continue }
            @{
                name      = 'README, {0}: {1}' -f $section, $block.lines[0]
                language  = $block.language
                code      = $block.lines -join "`n"
                arguments = $block.arguments
            }
            $block = $null
        }
        elseif ($line -match '^```(?<language>\w*)$') {
            $block = @{ language = $Matches.language; lines = @(); arguments = Get-GatewayOption $text }
            $hasBlock = $true
        }
        elseif ($line -match '^#+ (?<title>.+)$') {
            $section = $Matches.title
            # What a section without examples says of the gateway holds for the first part of it.
            if ($hasBlock) { $text = '' }
            $hasBlock = $false
        }
        else { $text += "$line " }
    }
}

# The lines of the about topics that are typed at a prompt. They show no output.
function Get-TopicExample {
    foreach ($file in Get-ChildItem (Join-Path $Checkout 'en-US') -Filter about_*.help.txt) {
        $code = $null
        foreach ($line in @(Get-Content $file) + '') {
            if ($line -match '^ {8}(?<text>(PS|>)> .*)$') { $code += @($Matches.text); continue }
            if ($code) { @{ name = '{0}: {1}' -f ($file.Name -replace '\..*'), $code[0]; code = $code -join "`n" } }
            $code = $null
        }
    }
}

function Get-GatewayOption([string] $Text) {
    [regex]::Matches($Text, '--word-delay-ms \d+') | Select-Object -First 1 | ForEach-Object { -split $_.Value }
}

# What was typed at each prompt of an example, and what is shown below it.
function Split-Example([string] $Code) {
    $step = $null
    foreach ($line in $Code -split '\r?\n') {
        if ($line -match '^PS> (?<text>.*)$') {
            if ($step) { $step }
            $step = @{ typed = @($Matches.text); shown = @() }
        }
        elseif ($line -match '^>> (?<text>.*)$') { $step.typed += $Matches.text }
        else { $step.shown += $line }
    }

    $step
}

# A console that nobody sees. One as wide as the widest line that is shown, so that none is broken.
function New-Console {
    Add-Type -Path (Get-TestLibrary Apertis.Engine)
    [Apertis.Engine.EngineSession]::new(200)
}

# Runs an example from its first prompt to its last. What is typed and shown comes out as it is written in help.
function Invoke-Example([object] $Console, [string] $Code) {
    foreach ($step in Split-Example $Code) {
        "PS> $($step.typed -join "`n>> ")"
        $Console.Show($step.typed -join "`n")
    }
}

# What differs from run to run: times, request ids, the port of the gateway. Blanks at the end of lines and outputs can't be seen.
function Get-Comparable([string[]] $Text) {
    $whole = ($Text -join "`n") -replace '\r'
    $whole = $whole -creplace '[ \t]+(?=\n|$)' -creplace '\n+(?=\nPS> |$)'
    # A line about an answer, and a check of the connection: durations, right-aligned in eight places.
    $whole = $whole -creplace '(?<= · )\d+\.\d\d s(?= · )', '#.## s' -creplace '(?m)(?<=^. \w+ +\w+) +\d+ ms(?=  )', ' # ms' -creplace '(?<=\bin |\()\d+ ms\b', '# ms'
    # A time span, the milliseconds of one, and a date with its time.
    $whole = $whole -creplace '\b\d\d:\d\d:\d\d\.\d{7}\b', '##:##:##' -creplace '(?m)^\d+\.\d+$', '#.#' -creplace '\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC', '####-##-## ##:##:## UTC'
    $whole -creplace '\breq-[0-9a-f]{32}\b', 'req-#' -creplace '(?<=\b127\.0\.0\.1(:| port ))\d{4,5}\b', '#'
}

# The indented code of an about topic, each block with the section that it stands in.
function Get-TopicBlock([string] $Topic) {
    $section = $block = $null
    foreach ($line in @(Get-Content (Join-Path $Checkout "en-US/$Topic.help.txt")) + '    ') {
        if ($line -match '^ {8}') { $block += @($line.Substring(8)); continue }
        # A blank line may stand within a block; text or a title ends it.
        if ($line -eq '' -and $block) { $block += ''; continue }
        if ($block) { @{ section = $section; code = ($block -join "`n").TrimEnd() } }
        $block = $null
        if ($line -cmatch '^[A-Z]') { $section = $line }
    }
}
