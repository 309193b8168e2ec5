namespace Apertis.Gateway.Serving;

internal enum Endpoint
{
    Unknown,
    Catalogue,
    Models,
    Model,
    Chat,
    TokenUsage,
    TokenInfo,
    CatalogueV2,
    RecordedRequests,
}
