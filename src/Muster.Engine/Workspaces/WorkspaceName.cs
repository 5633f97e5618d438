namespace Muster.Engine.Workspaces;

/// <summary>What a workspace may be called: it is typed in commands and environment variables and sent in headers.</summary>
public static class WorkspaceName
{
    /// <summary>Most characters in a name.</summary>
    public const int Longest = 64;

    /// <summary>What the first workspace is called until somebody renames it.</summary>
    public const string First = "main";

    /// <summary>What is wrong with a name, and what to do; null when it is well.</summary>
    public static string? Fault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "" => "Give the workspace a name, such as the name of the organisation.",
            { Length: > Longest } => FormattableString.Invariant(
                $"The name has {name.Length} characters; the most is {Longest}. Shorten it."
            ),
            _ when !name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.') =>
                "The name of a workspace may have the letters a to z, digits, dashes, dots and underscores. Leave out anything else.",
            _ when !char.IsAsciiLetterOrDigit(name[0]) => "The name of a workspace begins with a letter or a digit. Put one first.",
            _ => null,
        };
    }
}
