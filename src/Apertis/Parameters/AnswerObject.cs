using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace Apertis.Parameters;

/// <summary>Makes the object of an answer that is JSON.</summary>
internal static class AnswerObject
{
    /// <summary>The answer as an object; null where it has no text.</summary>
    /// <exception cref="ApertisException">It is JSON that PowerShell can't make an object of.</exception>
    public static object? Read(ChatResult result)
    {
        if (string.IsNullOrEmpty(result.Content))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(Encoding.UTF8.GetBytes(result.Content)));
            return PowerShellJson.ToObject(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or RuntimeException or ArgumentException)
        {
            var match = GuideMatch.Local("ResponseFormatMismatch", "it is JSON that PowerShell can't make an object of (a member without a name, say)");
            throw new ProblemReport { Match = match, Timestamp = DateTimeOffset.UtcNow, RequestId = result.RequestId, Attempts = result.Attempts }.ToException();
        }
    }
}
