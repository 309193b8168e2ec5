using Apertis.Engine;

namespace Apertis.Tests.Secrets;

/// <summary>Runs a command and looks for secrets in everything that comes of it.</summary>
internal static class SecretHunt
{
    /// <summary>A password that several tests plant.</summary>
    public const string Password = "Tr0ub4dor-Stapler";

    /// <summary>A key that no gateway knows.</summary>
    public static Secret Planted { get; } = new("sk-Qz7pLm2Vx9Tn4Rb8Ws6Yc3Kd1Hf5Jg0AaBbCcDdEe");

    /// <summary>Every kind of call that the module makes.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        "Invoke-ApertisChat hello -MaximumRetryCount 0",
        "'a', 'b' | Invoke-ApertisChat -MaximumRetryCount 1 -MaximumRetryDelaySec 0.01",
        "Get-ApertisModel -Accessible -MaximumRetryCount 0",
        "Get-ApertisModel o3 -Detailed -MaximumRetryCount 0",
        "Test-ApertisKey",
        "Test-ApertisKey -Model gpt-4o",
        "Test-ApertisConnection",
    ];

    private static readonly Secret[] EverySecret = [Planted, new(Password), new(Gateway.GatewayKeys.Good)];

    /// <summary>Runs a command. Secrets are to be in variables and defaults: PowerShell quotes the command's own text.</summary>
    public static void AssertSecretsStay(this EngineSession session, string command)
    {
        session.Run("$Error.Clear(); $ErrorView = 'ConciseView'");
        var result = session.Run($"{command} -Verbose -Debug");
        var shown = new List<string> { session.Show($"{command} -Verbose -Debug") };

        // DetailedView needs Get-Error, which this engine is without; what it would show is walked through below.
        foreach (var view in (string[])["ConciseView", "NormalView", "CategoryView"])
        {
            shown.Add(session.Show($"$ErrorView = '{view}'; $Error"));
        }

        Assert.True(result.Output.Count + result.Errors.Count > 0, $"{command} came to nothing.");
        foreach (var secret in EverySecret)
        {
            secret.AssertNotIn(result, command);
            secret.AssertNotIn(session.Run("$Error").Output, $"$Error of {command}");
            secret.AssertNotIn(shown, $"console of {command}");
            foreach (var error in result.Errors)
            {
                secret.AssertNotIn(error.Exception.ToString(), $"exception of {command}");
            }
        }
    }
}
