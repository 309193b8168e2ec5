using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Servers;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>The key is good; the model does not answer, or not as a stream.</summary>
public sealed class ModelFaults(Clinic clinic) : FaultTests(clinic)
{
    [Fault("There is no such model", Layers.Model, "ModelNotFound", Evidence = "Model: gpt4o", Next = "Did you mean gpt-4o?", Says = "model_not_found")]
    public Task Unknown() => LookAsync("gpt4o", GatewayKeys.Good);

    [Fault("The key may not use the model", Layers.Model, "ModelAccessDenied", Next = "See which models the key may use", Says = "model_access_denied")]
    public Task Denied() => LookAsync("gpt-4o", GatewayKeys.ModelLimited);

    [Fault("The model is overloaded", Layers.Model, "ModelOverloaded", Next = "Wait a moment, or use another model for now.", Says = "model_overloaded")]
    public Task Overloaded() => LookAsync("overloaded-model", GatewayKeys.Good);

    [Fault("A reverse proxy holds streamed text back until its end", Layers.Streaming, "StreamBuffered", IsWarning = true, Evidence = "Server: nginx", Next = "Have buffering switched off", Says = "data: [DONE]", Needs = Needs.Nginx)]
    public async Task Buffered()
    {
        await using var proxy = await Nginx.StartAsync($"location / {{ proxy_pass {Gateway.Root}; proxy_buffering on; }}");

        await ExamineAsync($"-BaseUri http://127.0.0.1:{proxy.Port} -Model gpt-4.1", Chat($"http://127.0.0.1:{proxy.Port}/v1", "gpt-4.1", GatewayKeys.Good, stream: true));
    }

    [Fault("A stream breaks off", Layers.Streaming, "StreamIncomplete", Next = "Check the network", Says = "Connection reset by peer")]
    public Task CutStream() => LookAtStreamAsync("stream-cut");

    [Fault("A stream stops coming", Layers.Streaming, "StreamStalled", Next = "Check the network", Says = "timed out")]
    public Task StalledStream() => LookAtStreamAsync("stream-stall");

    private Task LookAsync(string model, string key, [CallerMemberName] string test = "") =>
        ExamineAsync($"-BaseUri {Gateway.BaseUri} -ApiKey {key} -Model {model}", Chat(Gateway.BaseUri.ToString(), model, key, stream: false), test: test);

    private Task LookAtStreamAsync(string fault, [CallerMemberName] string test = "")
    {
        var uri = Gateway.WithFault(fault, ("on", "chat"), ("after", "2")).ToString();
        return ExamineAsync($"-BaseUri '{uri}' -Model gpt-4.1 -TimeoutSec 1", Chat(uri, "gpt-4.1", GatewayKeys.Good, stream: true), test: test);
    }

    private static string[] Chat(string uri, string model, string key, bool stream) =>
    [
        "--header", $"Authorization: Bearer {key}",
        "--json", $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Say one word."}]}""",
        $"{uri}/chat/completions",
    ];
}
