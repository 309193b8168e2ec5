using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.InteropServices;
using Apertis.Client;
using Apertis.Client.Bulk;
using Apertis.Client.Http;
using Apertis.Client.Settings;
using Apertis.Pipeline;

namespace Apertis.Commands;

/// <summary>What every command of the module shares: how the API is reached, stopping, streams and errors.</summary>
public abstract class ApertisCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PipelineQueue _queue = new();
    private ProgressDisplay? _progress;

    private protected ApertisCommand(double timeoutSec)
    {
        TimeoutSec = timeoutSec;
    }

    /// <summary>The API's address: <c>https://api.apertis.ai</c>, with or without <c>/v1</c>. Default: <c>$env:APERTIS_BASE_URL</c>, then <c>~/.apertis/config.json</c>, then the API's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BaseUri { get; set; }

    /// <summary>The proxy to go through. Default: the system's, or <c>HTTPS_PROXY</c>.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>User name and password for the proxy of <see cref="Proxy"/>.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Goes round every proxy.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>Limit for making a connection, TLS included, in seconds. Default: 15.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double ConnectionTimeoutSeconds { get; set; } = ConnectionOptionsDefault;

    /// <summary>Limit for a whole call in seconds, attempts and waits included; the built-in web cmdlets' parameter of that name limits one attempt.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double TimeoutSec { get; set; }

    /// <summary>Lets a key travel over plain http to another machine.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    private static readonly string[] ProxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    // The client's default, written out: a property initialiser must not load the client's assembly.
    private const double ConnectionOptionsDefault = 15;

    private protected ProgressDisplay Progress => _progress ??= new ProgressDisplay(this, _queue, MyInvocation.MyCommand.Name);

    private protected CancellationToken StopToken => _stop.Token;

    private protected Version ShellVersion =>
        SessionState.PSVariable.GetValue("PSVersionTable") is IDictionary table && Version.TryParse(table["PSVersion"]?.ToString()?.Split('-')[0], out var version)
            ? version
            : Host.Version;

    /// <summary>Stops whatever is under way.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends waits and closes connections that are in use.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _progress?.Dispose();
            _queue.Dispose();
        }
    }

    /// <summary>Called by PowerShell on Ctrl+C.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Makes the command's client.</summary>
    /// <param name="keys">The keys that were given; null for none.</param>
    private protected ApertisClient CreateClient(IReadOnlyList<ApiKey>? keys)
    {
        var settings = new SettingsResolver().Resolve(new SettingsInput
        {
            ApiKeys = keys,
            BaseUri = BaseUri,
            AllowUnencryptedAuthentication = AllowUnencryptedAuthentication,
        });
        var options = new ClientOptions
        {
            Connection = Connection(),
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            MaximumRetryCount = 0,
            UserAgent = UserAgent.For(ShellVersion.ToString(), ModuleVersion),
        };
        options = Configure(options);
        var observer = new PipelineObserver(this, _queue, Progress, ShowsDebug(), IsGiven("Debug") && !IsGiven("Verbose") ? WriteDebug : WriteVerbose, Warn);
        try
        {
            return ApertisClient.Create(settings, options, observer, StopToken);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Adds a command's own limits. A diagnosis must see a fault as it is, so that by itself nothing is repeated.</summary>
    private protected virtual ClientOptions Configure(ClientOptions options) => options;

    /// <summary>Has something done on the pipeline thread, from any thread.</summary>
    private protected void Post(Action action) => _queue.Post(action);

    /// <summary>Does what has been posted so far. Ends the command when it was stopped.</summary>
    private protected void DoPosted()
    {
        if (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        _queue.Drain();
    }

    /// <summary>Waits while the pipeline thread writes what is asked for.</summary>
    private protected void Run(Func<CancellationToken, Task> work) => _queue.Run(() => work(_stop.Token), _stop.Token);

    /// <summary>Runs work while the pipeline thread writes what it asks for.</summary>
    private protected T Run<T>(Func<CancellationToken, Task<T>> work)
    {
        var result = default(T)!;
        _queue.Run(async () => result = await work(_stop.Token).ConfigureAwait(false), _stop.Token);
        return result;
    }

    /// <summary>Runs work that hands over its results one by one; each is written as it comes.</summary>
    private protected void Run<T>(Func<CancellationToken, IAsyncEnumerable<T>> work, Action<T> write) =>
        _queue.Run(
            async () =>
            {
                await foreach (var item in work(_stop.Token).ConfigureAwait(false))
                {
                    _queue.Post(() => write(item));
                }
            },
            _stop.Token);

    /// <summary>Writes what has ended, in order, until enough of it is out of the way.</summary>
    /// <param name="window">Work under way side by side.</param>
    /// <param name="isEnough">Whether the command can go on; else more is waited for.</param>
    /// <param name="write">Writes one outcome.</param>
    private protected void WriteFinished<T>(OrderedWindow<T> window, Func<bool> isEnough, Action<T> write)
    {
        while (true)
        {
            while (window.IsNextReady)
            {
                // What was shown of it comes before it.
                DoPosted();
                write(window.TakeNext());
            }

            if (isEnough())
            {
                return;
            }

            Run(window.MoreFinishedAsync);
        }
    }

    /// <summary>Writes a warning. With -Debug PowerShell would stop at it and ask, and an unattended script would hang there.</summary>
    private protected void Warn(string text)
    {
        if (IsGiven("Debug") && !MyInvocation.BoundParameters.ContainsKey("WarningAction"))
        {
            WriteDebug($"WARNING: {text}");
        }
        else
        {
            WriteWarning(text);
        }
    }

    private protected void WriteProblem(ApertisException exception, object? target, string? place = null) => WriteError(ErrorRecords.From(exception, target, ShellVersion, place));

    /// <summary>Does something that needs a sound set-up; where it isn't, the command ends before any request.</summary>
    private protected T Require<T>(Func<T> setUp)
    {
        try
        {
            return setUp();
        }
        catch (ApertisException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, null, ShellVersion));
            throw;
        }
    }

    /// <summary>Ends the command before any request, because of a parameter.</summary>
    /// <param name="parameter">Its name, with the hyphen.</param>
    /// <param name="detail">What is wrong with it.</param>
    private protected void RefuseParameter(string parameter, string detail)
    {
        var problem = GuideMatch.Local("InvalidParameter", detail, (Fact.Param, parameter));
        ThrowTerminatingError(ErrorRecords.From(problem.ToException(DateTimeOffset.UtcNow), null, ShellVersion));
    }

    private protected Dictionary<string, string> Versions() => new()
    {
        ["ModuleVersion"] = ModuleVersion,
        ["PowerShellVersion"] = ShellVersion.ToString(),
        ["Runtime"] = RuntimeInformation.FrameworkDescription,
        ["OperatingSystem"] = RuntimeInformation.OSDescription,
    };

    private static string ModuleVersion => typeof(ApertisCommand).Assembly.GetName().Version!.ToString(3);

    private ConnectionOptions Connection()
    {
        if (NoProxy && Proxy is not null)
        {
            RefuseParameter("-Proxy or -NoProxy", "-Proxy and -NoProxy exclude each other: give the proxy to go through, or go round every proxy.");
        }

        if (NoProxy && ProxyCredential is not null)
        {
            RefuseParameter("-ProxyCredential or -NoProxy", "-ProxyCredential and -NoProxy exclude each other.");
        }

        var options = Proxy is null ? new ConnectionOptions { NoProxy = NoProxy } : ConnectionOptions.ForProxy(ProxyAddress(Proxy));
        var credential = ProxyCredential?.GetNetworkCredential();
        return options with
        {
            ProxyUser = credential is null ? options.ProxyUser : credential.Domain.Length > 0 ? $"{credential.Domain}\\{credential.UserName}" : credential.UserName,
            ProxyPassword = credential is null ? options.ProxyPassword : credential.Password,
            Timeout = TimeSpan.FromSeconds(ConnectionTimeoutSeconds),
        };
    }

    // An address without a scheme, such as proxy.example:3128, is what curl and others take: http is meant.
    private Uri ProxyAddress(Uri given)
    {
        if (given.IsAbsoluteUri && ProxySchemes.Contains(given.Scheme) && given.Host.Length > 0)
        {
            return given;
        }

        if (!given.OriginalString.Contains("://", StringComparison.Ordinal) && Uri.TryCreate($"http://{given.OriginalString}", UriKind.Absolute, out var address) && address.Host.Length > 0)
        {
            return address;
        }

        RefuseParameter("-Proxy", "-Proxy needs the proxy's address, such as http://proxy.example:3128; http, https and socks5 are spoken.");
        return given;
    }

    // With -Debug alone PowerShell stops at every verbose line and asks; an unattended script would hang there.
    private bool IsGiven(string commonSwitch) => MyInvocation.BoundParameters.TryGetValue(commonSwitch, out var bound) && LanguagePrimitives.IsTrue(bound);

    /// <summary>Whether warnings are wanted, for one that no stream takes any more.</summary>
    private protected bool ShowsWarnings =>
        IsShown(MyInvocation.BoundParameters.TryGetValue("WarningAction", out var action) ? action : SessionState.PSVariable.GetValue("WarningPreference"));

    private bool ShowsDebug() =>
        MyInvocation.BoundParameters.ContainsKey("Debug") ? IsGiven("Debug") : IsShown(SessionState.PSVariable.GetValue("DebugPreference"));

    private static bool IsShown(object? preference) => PreferenceOf(preference) is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    // A script may set a preference to its name.
    private static ActionPreference? PreferenceOf(object? value) =>
        value is ActionPreference preference ? preference
        : Enum.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), ignoreCase: true, out ActionPreference named) ? named
        : null;
}
