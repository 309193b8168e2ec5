namespace Apertis.Diagnostics;

/// <summary>Whether the model exists, is allowed for the key, and answers: a chat of one token tells all three.</summary>
internal sealed class ModelCheck : DiagnosticCheck
{
    public override string Name => "Model";

    public override IReadOnlyList<string> BuildsOn => ["Key"];

    public override string? Target(DiagnosticContext context) => context.Options.Model;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (ModelChat.ReasonNotToAsk(context) is { } reason)
        {
            return Lacking(reason, context.Options.Model is not null || context.Options.Names(Name));
        }

        try
        {
            var request = ModelChat.Request(context, "Hi") with { MaxTokens = 1 };
            var result = await context.Chat!().SendAsync(request, cancellationToken).ConfigureAwait(false);
            return Passed($"{context.Options.Model} answers in {Milliseconds(result.Duration)}{(result.Model is { } model && model != context.Options.Model ? $" (as {model})" : string.Empty)}", ModelChat.Evidence(context, result));
        }
        catch (ApertisException exception) when (exception.Problem is "InvalidParameter" or "OutputLengthExceeded" or "InvalidRequest")
        {
            // It got as far as the model's own limits.
            return Warning($"{context.Options.Model} is there, but refuses a chat of one token: {exception.Message}", null, null, exception.Evidence);
        }
        catch (ApertisException exception)
        {
            return Failed(exception);
        }
    }
}
