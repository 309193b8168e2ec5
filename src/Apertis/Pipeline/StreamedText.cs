using System.Management.Automation;

namespace Apertis.Pipeline;

/// <summary>Shows streamed answers as they arrive. Used on the pipeline thread.</summary>
/// <param name="cmdlet">The command that writes.</param>
/// <param name="isShown">Whether the text is shown, as Write-Host shows it.</param>
/// <param name="isWritten">Whether the pieces are written to the pipeline.</param>
internal sealed class StreamedText(Cmdlet cmdlet, bool isShown, bool isWritten)
{
    /// <summary>Shows one piece.</summary>
    public void Show(ChatDelta delta)
    {
        if (isWritten)
        {
            cmdlet.WriteObject(delta);
        }

        if (isShown && delta is { Content: not null, Choice: 0 })
        {
            Write(delta.Content, endsLine: false);
        }
    }

    /// <summary>Ends the line of what was shown of an answer.</summary>
    /// <param name="result">The answer, or what had arrived of it; null for nothing.</param>
    public void End(ChatResult? result)
    {
        if (isShown && !string.IsNullOrEmpty(result?.Content))
        {
            Write(string.Empty, endsLine: true);
        }
    }

    // The tag is what makes a console show it, as it does for Write-Host.
    private void Write(string text, bool endsLine) =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = text, NoNewLine = !endsLine }, ["PSHOST"]);
}
