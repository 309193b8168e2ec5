namespace Apertis.Tests.Setup;

/// <summary>Environment variables and a configuration file for the length of a test.</summary>
internal sealed class ProcessState : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    /// <summary>The configuration file's path, whether there is one or not.</summary>
    public static string ConfigurationPath => Path.Combine(ProcessSetup.Home, ".apertis", "config.json");

    /// <summary>Sets an environment variable.</summary>
    public ProcessState With(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    /// <summary>Writes the configuration file.</summary>
    public ProcessState WithConfiguration(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ConfigurationPath)!);
        File.WriteAllText(ConfigurationPath, text);
        return this;
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        if (File.Exists(ConfigurationPath))
        {
            File.Delete(ConfigurationPath);
        }
    }
}
