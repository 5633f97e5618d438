namespace Muster.Engine.Workspaces;

/// <summary>What a workspace may be called: it is typed in commands and environment variables, sent in headers, and part of a host name.</summary>
public static class WorkspaceName
{
    /// <summary>Most characters in a name, as in a part of a host name (RFC 1035, 2.3.4).</summary>
    public const int Longest = 63;

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
            _ when name.Split('.').Any(part => !IsHostName(part)) =>
                "The name of a workspace is part of a host name: it ends with a letter or a digit, and so begins and ends what stands between dots, which does not begin with 'xn--'. Leave out the other signs there.",
            _ => null,
        };
    }

    /// <summary>Whether what stands between dots can be part of a host name. What begins with <c>xn--</c> stands there for other letters.</summary>
    private static bool IsHostName(string part) =>
        part.Length > 0
        && char.IsAsciiLetterOrDigit(part[0])
        && char.IsAsciiLetterOrDigit(part[^1])
        && !part.StartsWith("xn--", StringComparison.OrdinalIgnoreCase);
}
