# Many prompts at once, a few times over: the cmdlet and, when asked for, ForEach-Object -Parallel with Invoke-RestMethod, by turns.
# Writes the milliseconds of each run as JSON.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [int] $Prompts,
    [Parameter(Mandatory)] [int] $ThrottleLimit,
    [Parameter(Mandatory)] [int] $Rounds,
    [switch] $AgainstParallel
)
$ErrorActionPreference = 'Stop'
Import-Module $Module

$uri = "$env:APERTIS_BASE_URL/chat/completions"
$headers = @{ Authorization = "Bearer $env:APERTIS_API_KEY" }

# Texts and bodies are made beforehand: only sending and reading is timed.
$texts = @(foreach ($number in 1..$Prompts) { "Prompt number $number" })
$bodies = @(foreach ($text in $texts) { @{ model = 'gpt-4.1'; messages = @(@{ role = 'user'; content = $text }) } | ConvertTo-Json -Compress -Depth 4 })

$watch = [System.Diagnostics.Stopwatch]::new()
function Measure-Run([scriptblock] $Run, [int] $Expected) {
    [GC]::Collect()
    $watch.Restart()
    $answers = @(& $Run)
    $elapsed = $watch.Elapsed.TotalMilliseconds
    if ($answers.Count -ne $Expected -or $answers[-1] -cne "You said: $($texts[$Expected - 1])") { throw "Of $Expected answers there are $($answers.Count)." }
    $elapsed
}

$ours = { $some | Invoke-ApertisChat -ThrottleLimit $ThrottleLimit | ForEach-Object Content }
# The runspaces end in any order; sorted, the last answer is the last prompt's as it is with the cmdlet.
$theirs = {
    $answers = $someBodies | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
        (Invoke-RestMethod -Method Post -Uri $using:uri -Headers $using:headers -ContentType application/json -Body $_).choices[0].message.content
    }
    $answers | Where-Object { $_ -cne "You said: $($some[-1])" }
    $answers | Where-Object { $_ -ceq "You said: $($some[-1])" }
}

# Warm: connections are open, code is compiled, on both sides.
$few = [Math]::Min($Prompts, 40 * $ThrottleLimit)
$some = $texts[0..($few - 1)]
$someBodies = $bodies[0..($few - 1)]
$null = Measure-Run $ours $few
if ($AgainstParallel) { $null = Measure-Run $theirs $few }

$some = $texts
$someBodies = $bodies
$result = @{ ours = @(); theirs = @() }
foreach ($round in 1..$Rounds) {
    if ($round % 2) { $result.ours += Measure-Run $ours $Prompts }
    if ($AgainstParallel) { $result.theirs += Measure-Run $theirs $Prompts }
    if ($round % 2 -eq 0) { $result.ours += Measure-Run $ours $Prompts }
}

ConvertTo-Json $result -Compress
