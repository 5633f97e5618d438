namespace Muster.Core.Configuration;

/// <summary>How much harm a change of a setting can do.</summary>
public enum Danger
{
    /// <summary>Changes how something is shown or called, never who is in what.</summary>
    Cosmetic = 0,

    /// <summary>Changes what is synchronised.</summary>
    ChangesSync = 1,

    /// <summary>May let a plan take much away without a person, or takes away by itself.</summary>
    Destructive = 2,
}

/// <summary>One thing an administrator may decide, by name.</summary>
/// <typeparam name="T">The policies it is part of.</typeparam>
/// <param name="Path">Its name, such as <c>guards.groupStated.percent</c>; stored for years.</param>
/// <param name="Meaning">What it decides, for people.</param>
/// <param name="Danger">How much harm a change can do.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Read">Its canonical text in some policies; null when it is not set there.</param>
/// <param name="Write">The policies with a canonical text taken over; null takes it back to not set.</param>
public sealed record Setting<T>(
    string Path,
    string Meaning,
    Danger Danger,
    SettingKind Kind,
    Func<T, string?> Read,
    Func<T, string?, T> Write
)
{
    /// <summary>Takes over what a person typed.</summary>
    /// <exception cref="SettingException">The value is not one of this setting.</exception>
    public T Apply(T policies, string value) =>
        Kind.Canonical(value) is { } canonical
            ? Write(policies, canonical)
            : throw new SettingException(
                Path,
                value,
                Kind.Fault(value) is { } fault
                    ? $"{Path}: {fault.TrimEnd('.')}."
                    : $"{Path} is '{value}', but takes {Kind.Words}.{Fix(value)}"
            );

    /// <summary>A limit of nothing is most likely meant to be no limit, and one of everything too; the first would hold everything, the second nothing.</summary>
    private string Fix(string value) =>
        Kind is SettingKind.Number { MayBeNone: true } && value.Trim().TrimEnd('%').Trim() is "0" or "100"
            ? " To have no such limit write none."
            : "";
}

/// <summary>A value that a setting does not take, or a setting that there is not.</summary>
/// <param name="path">Name of the setting.</param>
/// <param name="value">What was given.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class SettingException(string path, string? value, string message) : Exception(message)
{
    /// <summary>Name of the setting.</summary>
    public string Path { get; } = path;

    /// <summary>What was given; null when the setting itself is unknown.</summary>
    public string? Value { get; } = value;
}
