using System.Management.Automation;
using Apertis.Client;
using Apertis.Client.Models;
using Apertis.Completion;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>Lists models: the public catalogue, or what a key may use.</summary>
[Cmdlet(VerbsCommon.Get, "ApertisModel")]
[OutputType(typeof(Model))]
public sealed class GetApertisModelCommand : RetryingCommand
{
    private const double DefaultTimeoutSec = 60;

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private ApertisClient? _client;
    private ModelClient? _catalogue;
    private IReadOnlyList<Model>? _models;
    private bool _isUnavailable;

    /// <summary>Creates the command.</summary>
    public GetApertisModelCommand()
        : base(DefaultTimeoutSec)
    {
    }

    /// <summary>Ids, exact and case-sensitive, or patterns with wildcards, which are not. Default: every model.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string[]? Id { get; set; }

    /// <summary>Only models of these owners; wildcards allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string[]? Owner { get; set; }

    /// <summary>The API key: text, SecureString or credential. Default: <c>$env:APERTIS_API_KEY</c>, then <c>~/.apertis/config.json</c>.</summary>
    [Parameter]
    [ApiKey]
    public ApiKey? ApiKey { get; set; }

    /// <summary>Lists what the key may use instead of the public catalogue.</summary>
    [Parameter]
    public SwitchParameter Accessible { get; set; }

    /// <summary>Adds context length, prices and features, where the API tells them. Needs a key.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _client = CreateClient(ApiKey is null ? null : [ApiKey]);
        _ = Require(_client.Models);
        if (Accessible)
        {
            _ = Require(_client.RequireKey);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Load())
        {
            return;
        }

        foreach (var id in Id ?? ["*"])
        {
            if (WildcardPattern.ContainsWildcardCharacters(id))
            {
                var pattern = WildcardPattern.Get(id, WildcardOptions.IgnoreCase);
                Write(_models!.Where(model => pattern.IsMatch(model.Id)));
                continue;
            }

            var literal = WildcardPattern.Unescape(id);
            var found = _models!.Where(model => string.Equals(model.Id, literal, StringComparison.Ordinal)).ToList();
            if (found.Count == 0)
            {
                WriteProblem(_catalogue!.NotFound(literal, _models!, Accessible), literal);
            }

            Write(found);
        }
    }

    private void Write(IEnumerable<Model> models)
    {
        var owners = Owner?.Select(owner => WildcardPattern.Get(owner, WildcardOptions.IgnoreCase)).ToList();
        foreach (var model in models.Where(model => owners is null || owners.Any(owner => owner.IsMatch(model.Owner ?? string.Empty))))
        {
            if (!_written.Add(model.Id))
            {
                continue;
            }

            var written = PSObject.AsPSObject(model);
            if (Detailed)
            {
                written.TypeNames.Insert(0, "Apertis.Model#Detailed");
            }

            WriteObject(written);
        }
    }

    // One request serves everything that is piped in, and one failure is reported once.
    private bool Load()
    {
        if (_models is not null || _isUnavailable)
        {
            return _models is not null;
        }

        // Its time limit begins here: whatever is piped in may have been long in coming.
        _catalogue = _client!.Models();
        try
        {
            Progress.Await("the list of models", TimeoutSec);
            _models = Run(stop => Accessible ? _catalogue.GetAccessibleAsync(_client.RequireKey(), stop) : _catalogue.GetCatalogueAsync(stop));
        }
        catch (ApertisException exception)
        {
            _isUnavailable = true;
            Progress.Arrived();
            WriteProblem(exception, exception.Evidence.GetValueOrDefault("BaseUri"));
            return false;
        }

        if (Detailed)
        {
            AddDetails();
        }

        Progress.Arrived();
        return true;
    }

    private void AddDetails()
    {
        try
        {
            var key = _client!.RequireKey();
            Progress.Await("the details of the models", TimeoutSec);
            _models = Run(stop => _catalogue!.AddDetailsAsync(_models!, key, stop));
        }
        catch (ApertisException exception)
        {
            Progress.Arrived();
            Warn($"Context length, prices and features can't be shown. {exception.Message}");
        }
    }
}
