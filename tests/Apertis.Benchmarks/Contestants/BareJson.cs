using System.Text.Json.Serialization;

namespace Apertis.Benchmarks.Contestants;

/// <summary>Generated readers and writers: the fastest that System.Text.Json offers for objects.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BareRequest))]
[JsonSerializable(typeof(BareCompletion))]
internal sealed partial class BareJson : JsonSerializerContext;
