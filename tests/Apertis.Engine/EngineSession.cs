using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Apertis.Engine;

/// <summary>A PowerShell session, in this process, with the built module imported through its manifest.</summary>
public sealed class EngineSession : IDisposable
{
    private readonly StringWriter _shown = new();
    private readonly Runspace _runspace;

    /// <summary>Opens a session.</summary>
    /// <param name="width">Width of the console, in characters.</param>
    /// <param name="console">Where a console's output goes as it comes; null to keep it for <see cref="Show"/> only.</param>
    /// <param name="supportsColor">Whether the console can show colours.</param>
    public EngineSession(int width = 120, TextWriter? console = null, bool supportsColor = false)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(new EngineHost(console ?? _shown, width, supportsColor), state);
        _runspace.Open();
        Require("Import-Module -Name $args[0] -ErrorAction Stop", Checkout.ManifestPath);
    }

    /// <summary>Sets a variable of the session.</summary>
    /// <param name="name">Its name, without the dollar sign.</param>
    /// <param name="value">Its value.</param>
    public void SetVariable(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Sets a default value for a parameter of every command of the module.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="value">The value; null to set none.</param>
    public void SetDefault(string parameter, object? value)
    {
        SetVariable("apertisDefault", value);
        Require(value is null ? $"$PSDefaultParameterValues.Remove('*-Apertis*:{parameter}')" : $"$global:PSDefaultParameterValues['*-Apertis*:{parameter}'] = $apertisDefault");
    }

    /// <summary>Runs a script and collects what it writes on each stream.</summary>
    /// <param name="script">The script, as a user types it.</param>
    /// <param name="stop">Stops the script, as Ctrl+C does.</param>
    public EngineResult Run(string script, CancellationToken stop = default)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        using var registration = stop.Register(() => shell.BeginStop(null, null));
        var output = new PSDataCollection<PSObject>();
        ErrorRecord? terminating = null;
        try
        {
            shell.Invoke(null, output, null);
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        return new EngineResult
        {
            Output = [.. output],
            Errors = [.. shell.Streams.Error, .. terminating is null ? Array.Empty<ErrorRecord>() : [terminating]],
            IsTerminated = terminating is not null,
            Warnings = [.. shell.Streams.Warning.Select(record => record.Message)],
            Verbose = [.. shell.Streams.Verbose.Select(record => record.Message)],
            Debug = [.. shell.Streams.Debug.Select(record => record.Message)],
            Information = [.. shell.Streams.Information.Select(record => record.MessageData?.ToString() ?? string.Empty)],
            Progress = [.. shell.Streams.Progress],
        };
    }

    /// <summary>Runs a script as a console does, and returns what the console shows.</summary>
    /// <param name="script">The script, as a user types it.</param>
    public string Show(string script)
    {
        _shown.GetStringBuilder().Clear();
        using var pipeline = _runspace.CreatePipeline();
        pipeline.Commands.AddScript(script);
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add("Out-Default");
        try
        {
            pipeline.Invoke();
        }
        catch (RuntimeException exception)
        {
            using var shell = PowerShell.Create(_runspace);
            shell.AddCommand("Out-Default").AddParameter("InputObject", exception.ErrorRecord).Invoke();
        }

        return _shown.ToString();
    }

    /// <summary>Closes the session.</summary>
    public void Dispose()
    {
        _runspace.Dispose();
        _shown.Dispose();
    }

    private void Require(string script, params object[] arguments)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        shell.Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(shell.Streams.Error[0].ToString(), shell.Streams.Error[0].Exception);
        }
    }
}
