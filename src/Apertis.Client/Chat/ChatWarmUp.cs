using System.Text.Json;
using Apertis.Client.Http;

namespace Apertis.Client.Chat;

/// <summary>
/// Does beforehand what would keep the first call of a process waiting although it depends on no prompt: .NET loads and compiles what writes, sends and
/// reads messages. Nothing is sent, and no connection is opened.
/// </summary>
internal static class ChatWarmUp
{
    public static void Run()
    {
        // Without a proxy: .NET asks for the system's once, for the whole process, and a command that has not begun may not fix it.
        _ = ConnectionPool.For(new ConnectionOptions { NoProxy = true });
        const string Model = "m";
        var request = new ChatRequest { Input = new ChatInput { Index = 0, Prompt = "p" }, Model = Model };
        var body = ChatBody.Write(request, Model, [new ChatMessage("user", request.Input.Prompt)], request.Input.Prompt!.Length);
        using var content = ApertisTransport.JsonContent(body);
        using var document = JsonDocument.Parse(JsonText.Readable("""{"choices":[{"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],"usage":{"total_tokens":2}}"""u8.ToArray()));
        _ = ChatJson.Answer(document.RootElement);
    }
}
