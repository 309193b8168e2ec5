using System.Globalization;
using Apertis.Gateway.Faults;
using Apertis.Gateway.Keys;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Models;

/// <summary>The public catalogue, the models of a key, one model, and the detailed list.</summary>
internal static class ModelEndpoints
{
    private const int MaximumPageSize = 500;

    public static Task CatalogueAsync(Exchange exchange) => exchange.WriteAsync(200, Exchange.Json, exchange.Models.Json);

    public static Task ListAsync(Exchange exchange)
    {
        string key = exchange.Key!;
        ReadOnlyMemory<byte> list = key == GatewayKeys.ModelLimited
            ? ModelJson.List(exchange.Models.All.Where(model => KeyRing.MayUse(key, model.Id)))
            : exchange.Models.Json;
        return exchange.WriteAsync(200, Exchange.Json, list);
    }

    public static Task SingleAsync(Exchange exchange)
    {
        ModelEntry model = Resolve(exchange, exchange.Address.ModelId);
        return exchange.WriteAsync(200, Exchange.Json, ModelJson.Single(model));
    }

    public static Task DetailsAsync(Exchange exchange)
    {
        int page = Number(exchange, "page", 1, int.MaxValue);
        int size = Number(exchange, "page_size", MaximumPageSize, MaximumPageSize);
        long skipped = Math.Min((long)(page - 1) * size, exchange.Models.All.Count);
        IEnumerable<ModelEntry> models = exchange.Models.All.Skip((int)skipped).Take(size);
        bool flat = exchange.Fault?.Action is FlatCatalogueFault;
        return exchange.WriteAsync(
            200, Exchange.Json, ModelJson.Page(models, page, size, exchange.Models.All.Count, flat));
    }

    /// <summary>The model with that id, if this key may use it.</summary>
    /// <exception cref="RefusalException">model_not_found or model_access_denied.</exception>
    public static ModelEntry Resolve(Exchange exchange, string id)
    {
        ModelEntry model = exchange.Models.Find(id)
            ?? throw new RefusalException("model_not_found", $"Model '{id}' not found");
        return KeyRing.MayUse(exchange.Key!, id)
            ? model
            : throw new RefusalException("model_access_denied", $"This API key may not use model '{id}'");
    }

    private static int Number(Exchange exchange, string name, int standard, int maximum)
    {
        string? text = exchange.Context.Request.Query[name];
        if (string.IsNullOrEmpty(text))
        {
            return standard;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= maximum
            ? number
            : throw new RefusalException("invalid_parameter", $"{name} must be between 1 and {maximum}", name);
    }
}
