namespace Muster.Cli;

/// <summary>Something the person who typed the command can mend; shown as one message, without a stack.</summary>
internal sealed class UserErrorException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What was typed with a caret below the place that is wrong, on two lines; null where there is no such place.</summary>
    public string? Place { get; init; }
}
