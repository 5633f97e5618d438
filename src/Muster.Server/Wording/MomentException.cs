namespace Muster.Server.Wording;

/// <summary>A moment that somebody asked for is none, or nothing is known of it.</summary>
/// <param name="message">What is wrong and what to give instead; begins with a small letter, to stand behind a label.</param>
/// <param name="isUnknown">Whether it is a time of which nothing is known, and not a slip of the pen.</param>
/// <param name="hint">The command that helps, for the command line; null for none.</param>
internal sealed class MomentException(string message, bool isUnknown, string? hint = null) : Exception(message)
{
    /// <summary>Whether it is a time of which nothing is known.</summary>
    public bool IsUnknown { get; } = isUnknown;

    /// <summary>The command that helps.</summary>
    public string? Hint { get; } = hint;

    /// <summary>The message as a sentence of its own.</summary>
    public string Sentence => char.ToUpperInvariant(Message[0]) + Message[1..];
}
