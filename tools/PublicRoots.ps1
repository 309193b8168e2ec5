<#
.SYNOPSIS
    Writes the list of public certificate authorities that the diagnosis compares with, from Debian's newest package ca-certificates.
.DESCRIPTION
    Needs Debian or a system made from it, after apt-get update. The package is unpacked beside, not installed.
.EXAMPLE
    ./tools/PublicRoots.ps1
#>
param(
    # The list.
    [string] $Path = "$PSScriptRoot/../src/Apertis.Diagnostics/Probes/PublicRoots.txt"
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$folder = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid()))
Push-Location $folder
try {
    apt-get download ca-certificates | Out-Null
    $package = Get-Item *.deb
    $version = dpkg-deb --field $package Version
    dpkg-deb --extract $package .
    $roots = foreach ($file in Get-ChildItem usr/share/ca-certificates/mozilla -Filter *.crt) {
        $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem((Get-Content $file -Raw))
        "$($certificate.GetCertHashString('SHA256')) $($file.BaseName)"
    }
}
finally {
    Pop-Location
    Remove-Item $folder -Recurse
}

# The version of the package opens with its day.
$day = [datetime]::ParseExact($version.Substring(0, 8), 'yyyyMMdd', [cultureinfo]::InvariantCulture).ToString('yyyy-MM-dd')
Set-Content $Path "# SHA-256 of every root in Debian's ca-certificates $version. Made by tools/PublicRoots.ps1.", "# As of: $day", ($roots | Sort-Object)
"$(@($roots).Count) roots as of $day"
