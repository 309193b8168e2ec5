@{
    RootModule             = 'bin/Apertis.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '5d1b0a5e-0b5f-4f0e-9a64-3d0f6c1f7a42'
    Author                 = "The Apertis PowerShell module's contributors"
    CompanyName            = 'Apertis PowerShell module'
    Copyright              = "Copyright (c) 2026 the Apertis PowerShell module's contributors. MIT License."
    Description            = 'Chat with the models of the Apertis API from PowerShell, list them, test keys, and find out in one command why a call fails. Errors carry the category and the next step of the troubleshooting guide.'
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')
    TypesToProcess         = @('bin/Apertis.Types.ps1xml')
    FormatsToProcess       = @('bin/Apertis.Format.ps1xml')
    CmdletsToExport        = @('Get-ApertisModel', 'Invoke-ApertisChat', 'New-ApertisSupportReport', 'Test-ApertisConnection', 'Test-ApertisKey')
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    DscResourcesToExport   = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Apertis', 'AI', 'LLM', 'Chat', 'OpenAI', 'API', 'Diagnostics', 'Troubleshooting', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ProjectUri   = 'https://github.com/apertis-powershell/Apertis'
            LicenseUri   = 'https://github.com/apertis-powershell/Apertis/blob/main/LICENSE'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
