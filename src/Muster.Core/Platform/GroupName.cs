namespace Muster.Core.Platform;

/// <summary>What a group of the platform may be called.</summary>
public static class GroupName
{
    /// <summary>Longest name a group may have, as in the directory.</summary>
    public const int Longest = 256;

    /// <summary>What is wrong with a name, for people; null when it will do.</summary>
    public static string? Fault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            _ when string.IsNullOrWhiteSpace(name) =>
                $"A group needs a name that is more than spaces, and '{name}' is not; give one of 1 to {Longest} characters.",
            { Length: > Longest } => $"A group's name has at most {Longest} characters; this one has {name.Length}.",
            _ when name.Any(char.IsControl) => "A group's name cannot hold control characters such as line breaks or tabs.",
            _ => null,
        };
    }
}
