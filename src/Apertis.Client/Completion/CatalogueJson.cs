using System.Text.Json.Serialization;

namespace Apertis.Client.Completion;

/// <summary>How a catalogue is stored.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CachedCatalogue))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
