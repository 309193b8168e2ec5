namespace Apertis.Client.Http;

/// <summary>Ends the reading of an answer that has no reasonable end.</summary>
internal sealed class AnswerTooLongException(string message) : IOException(message);
