using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Apertis.Engine;

/// <summary>Writes each stream as a console does. There is nobody to ask, so every question is an error.</summary>
internal sealed class EngineHostUI(TextWriter writer, int width, bool supportsColor) : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new EngineRawUI(width);

    public override bool SupportsVirtualTerminal => supportsColor;

    public override void Write(string value) => writer.Write(Rendered(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => writer.Write(Rendered(value));

    public override void WriteLine(string value) => writer.WriteLine(Rendered(value));

    public override void WriteErrorLine(string value) => writer.WriteLine(Rendered(value));

    public override void WriteDebugLine(string message) => writer.WriteLine($"DEBUG: {message}");

    public override void WriteVerboseLine(string message) => writer.WriteLine($"VERBOSE: {message}");

    public override void WriteWarningLine(string message) => writer.WriteLine($"WARNING: {message}");

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => throw Nobody();

    public override SecureString ReadLineAsSecureString() => throw Nobody();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw Nobody();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw Nobody();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw Nobody();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw Nobody();

    // A host decides itself whether colours reach its console.
    private string Rendered(string text) => GetOutputString(text, supportsColor);

    private static HostException Nobody() => new("Nobody is there to be asked.");
}
