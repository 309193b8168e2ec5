namespace Apertis.Gateway.Chat;

internal enum StreamEvent
{
    Role,
    Word,
    Finish,
    Usage,
    Done,
}
