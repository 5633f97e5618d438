namespace Muster.Cli;

/// <summary>Something the person who typed the command can mend; shown as one message, without a stack.</summary>
internal sealed class UserErrorException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
