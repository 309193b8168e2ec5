using Apertis.Gateway.Chat;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>Answers that are usable, but whose optional fields are null or of other JSON types.</summary>
internal sealed class OddTypesFault : FaultAction
{
    private const string List = """{"object":7,"data":[{"id":"gpt-4.1","object":null,"created":"yesterday","owned_by":42,"name":null},{"id":"gpt-4o","created":1.5,"owned_by":null,"name":["x"]},{"id":"gpt-4o-mini","created":null},{"id":null,"object":"model"},{"object":"model"},"gpt-3.5-turbo",null]}""";

    private const string Single = """{"id":"gpt-4.1","object":null,"created":"yesterday","owned_by":42,"name":null}""";

    private const string Details = """{"data":{"models":[{"model_id":"gpt-4.1","display_name":5,"provider":null,"category":[],"charge_type":null,"input_price":"2.00","output_price":null,"context_length":"many","features":"vision","tasks":[1,null],"description":{},"is_enabled":"yes","is_deprecated":null},{"model_id":"gpt-4o-mini"},{"model_id":null},null]},"pagination":{"total":"3"}}""";

    private const string Usage = """{"data":{"token_name":7,"total_quota_usd":"100","used_quota_usd":null,"remain_quota_usd":62.5,"total_requests":"many","total_tokens":null}}""";

    private const string Info = """{"data":{"name":null,"remain_quota_usd":"62.5","owner":"kim","subscription":[]}}""";

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        string? body = exchange.Address.Endpoint switch
        {
            Endpoint.Catalogue or Endpoint.Models => List,
            Endpoint.Model => Single,
            Endpoint.CatalogueV2 => Details,
            Endpoint.TokenUsage => Usage,
            Endpoint.TokenInfo => Info,
            _ => null,
        };
        return body is null ? endpoint(exchange) : exchange.WriteAsync(200, Exchange.Json, body);
    }

    public override ChatReply Alter(ChatReply reply) => reply with { OddTypes = true };
}
