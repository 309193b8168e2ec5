<#
.SYNOPSIS
    A session that holds copies of the module's packages of its own. It uses them before, beside and after the module, and tells as JSON what it saw.
#>
[CmdletBinding()]
param(
    # The module's manifest.
    [Parameter(Mandatory)] [string] $Manifest,

    # Where the session's copies are.
    [Parameter(Mandatory)] [string] $Folder,

    # Each package of which the session has a copy, by the name of its assembly.
    [Parameter(Mandatory)] [string[]] $Name,

    # The copies are stubs: one type each, which knows its version and nothing else.
    [switch] $Stub,

    # The module is imported and used before the session loads its copies.
    [switch] $ModuleFirst
)
$ErrorActionPreference = 'Stop'
$types = @{ 'Polly.Core' = 'Polly.ResiliencePipeline'; 'DnsClient' = 'DnsClient.LookupClient'; 'System.Net.ServerSentEvents' = 'System.Net.ServerSentEvents.SseParser' }

# Runs something that fails twice, and returns how often it was tried.
function Use-Polly {
    $options = [Polly.Retry.RetryStrategyOptions]::new()
    $options.Delay = [timespan]::Zero
    $builder = [Polly.ResiliencePipelineBuilder]::new()
    $null = [Polly.RetryResiliencePipelineBuilderExtensions]::AddRetry($builder, $options)
    $tries = @{ Count = 0 }
    $builder.Build().Execute([Action] { if (++$tries.Count -lt 3) { throw 'not yet' } })
    "$($tries.Count)"
}

# Asks a DNS server on this machine, which knows one address.
function Use-DnsClient {
    $server = [System.Net.Sockets.UdpClient]::new([System.Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
    $server.Client.ReceiveTimeout = 10000
    try {
        $client = [DnsClient.LookupClient]::new([System.Net.IPEndPoint[]] @($server.Client.LocalEndPoint))
        $answer = $client.QueryAsync('name.invalid', [DnsClient.QueryType]::A)
        $from = $null
        $question = $server.Receive([ref] $from)
        $end = 12
        while ($question[$end]) { $end += $question[$end] + 1 }
        # The question's id; an answer without an error; one question and one answer; the question; its name again, type A, class IN, a minute, the address.
        $reply = [byte[]] ($question[0..1] + 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0 + $question[12..($end + 4)] + 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 1, 2, 3)
        $null = $server.Send($reply, $reply.Length, $from)
        "$($answer.GetAwaiter().GetResult().Answers[0].Address)"
    }
    finally { $server.Dispose() }
}

function Use-ServerSentEvents {
    $stream = [System.IO.MemoryStream]::new([System.Text.Encoding]::UTF8.GetBytes("data: one`n`ndata: two`n`n"))
    [System.Net.ServerSentEvents.SseParser]::Create($stream).Enumerate().Data -join ' '
}

# What the session's copies say, and which they are.
function Use-OwnCopy {
    $said = [ordered] @{}
    foreach ($package in $Name) {
        $type = [type] $types[$package]
        $said[$package] = [ordered] @{
            Says = if ($Stub) { $type::Version } else { switch ($package) { Polly.Core { Use-Polly } DnsClient { Use-DnsClient } default { Use-ServerSentEvents } } }
            Path = $type.Assembly.Location
        }
    }

    $said
}

# A chat that needs a second attempt, a stream, and a question to a DNS server that is not there.
function Use-Module {
    $retried = Invoke-ApertisChat hello -BaseUri "$env:APERTIS_BASE_URL/fault/service_unavailable;times=1;retry-after-ms=20;id=$PID-$([guid]::NewGuid())/v1"
    $streamed = Invoke-ApertisChat 'a stream' -Stream 6> $null
    $dns = Test-ApertisConnection -BaseUri https://name.invalid -DnsServer 127.0.0.1:9 -TimeoutSec 1 -Check Dns
    [ordered] @{
        Chat     = "$retried"
        Dns      = $dns[0].Evidence['127.0.0.1:9']
        Attempts = $retried.Attempts.Count
        Stream   = "$streamed"
    }
}

function Get-Path([System.Runtime.Loader.AssemblyLoadContext] $Context) {
    $paths = [ordered] @{}
    foreach ($assembly in $Context.Assemblies | Where-Object { $_.GetName().Name -in $types.Keys }) { $paths[$assembly.GetName().Name] = $assembly.Location }
    $paths
}

$seen = [ordered] @{}
if ($ModuleFirst) {
    Import-Module $Manifest
    $seen.ModuleAlone = Use-Module
    $seen.Leaked = @($Name | Where-Object { $types[$_] -as [type] })
}

foreach ($package in $Name) { Add-Type -Path (Join-Path $Folder "$package.dll") }
$seen.Before = Use-OwnCopy
if (-not $ModuleFirst) { Import-Module $Manifest }
$seen.Imported = Use-OwnCopy
$seen.Module = Use-Module
$seen.Beside = Use-OwnCopy
Remove-Module Apertis
$seen.Removed = Use-OwnCopy
$seen.SessionPaths = Get-Path ([System.Runtime.Loader.AssemblyLoadContext]::Default)
$seen.ModulePaths = Get-Path ([System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ Apertis)
$seen | ConvertTo-Json -Depth 5 -Compress
