# Warm calls in one shell, by turns: the cmdlet and Invoke-RestMethod. Writes the milliseconds of each call as JSON.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Prompt,
    [Parameter(Mandatory)] [int] $WarmUps,
    [Parameter(Mandatory)] [int] $Rounds
)
$ErrorActionPreference = 'Stop'
Import-Module $Module

$call = @{
    Method      = 'Post'
    Uri         = "$env:APERTIS_BASE_URL/chat/completions"
    Headers     = @{ Authorization = "Bearer $env:APERTIS_API_KEY" }
    ContentType = 'application/json'
    # Made once: what making it costs is left out of the rival's time.
    Body        = @{ model = 'gpt-4.1'; messages = @(@{ role = 'user'; content = $Prompt }) } | ConvertTo-Json -Compress -Depth 4
}
if ((Invoke-ApertisChat $Prompt).Content -cne (Invoke-RestMethod @call).choices[0].message.content) { throw 'The contestants do not get the same answer.' }

$watch = [System.Diagnostics.Stopwatch]::new()
$ours = { $watch.Restart(); $null = (Invoke-ApertisChat $Prompt).Content; $watch.Elapsed.TotalMilliseconds }
$theirs = { $watch.Restart(); $null = (Invoke-RestMethod @call).choices[0].message.content; $watch.Elapsed.TotalMilliseconds }
$result = @{ ours = [System.Collections.Generic.List[double]]::new(); theirs = [System.Collections.Generic.List[double]]::new() }
foreach ($round in (-$WarmUps)..$Rounds) {
    if ($round % 2) { $a = & $ours; $b = & $theirs } else { $b = & $theirs; $a = & $ours }
    if ($round -gt 0) { $result.ours.Add($a); $result.theirs.Add($b) }
}

ConvertTo-Json $result -Compress
