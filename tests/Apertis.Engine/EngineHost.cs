using System.Globalization;
using System.Management.Automation.Host;

namespace Apertis.Engine;

/// <summary>A host that writes what a console would show to a text writer, at a fixed width.</summary>
internal sealed class EngineHost(TextWriter writer, int width, bool supportsColor) : PSHost
{
    private readonly EngineHostUI _ui = new(writer, width, supportsColor);

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "ApertisEngine";

    public override PSHostUserInterface UI => _ui;

    public override Version Version => new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}
