namespace Apertis.Gateway.Chat;

/// <summary>What becomes of the next event of a stream.</summary>
internal enum StreamStep
{
    Send,
    Skip,
    Stop,
}
