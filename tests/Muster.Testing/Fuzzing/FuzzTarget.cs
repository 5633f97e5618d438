namespace Muster.Testing.Fuzzing;

/// <summary>One parser of the reader and what it may be fed with.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Words">Names and values that mean something to it, as JSON.</param>
/// <param name="Seeds">Inputs that it takes.</param>
/// <param name="Run">
/// Parses one input. Returns what kind of outcome it was, equal for alike inputs; throws <see cref="FuzzFailureException"/>, or anything that the parser should not throw, when
/// a rule is broken.
/// </param>
public sealed record FuzzTarget(
    string Name,
    IReadOnlyList<string> Words,
    IReadOnlyList<byte[]> Seeds,
    Func<byte[], CancellationToken, ValueTask<string>> Run
);

/// <summary>A parser took what it must not take.</summary>
public sealed class FuzzFailureException(string message) : Exception(message);
