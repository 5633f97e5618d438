namespace Muster.Engine.Connections;

/// <summary>What a connection may be called. The address of its page and of everything about it in the API has the name as a part of its path.</summary>
public static class ConnectionName
{
    /// <summary>Most characters in a name.</summary>
    public const int Longest = 64;

    /// <summary>What is wrong with a name, and what to do; null when it is well. White space around it does not count.</summary>
    public static string? Fault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Trim() switch
        {
            "" => "Give the connection a name, such as the name of the organisation. It is shown wherever the connection is meant.",
            { Length: > Longest } text => $"The name has {text.Length} characters; the most is {Longest}. Shorten it.",
            var text when text.Any(char.IsControl) => "The name holds a control character such as a line break or a tab. Take it out.",
            var text when text.Equals("new", StringComparison.OrdinalIgnoreCase) =>
                "The page that adds a connection is called so, and this one could never be opened. Use another name, such as that of the organisation.",
            var text when text.Contains('/', StringComparison.Ordinal) =>
                "The name holds a slash, which the address of its page cannot. Use another sign, such as a dash.",
            "." or ".." =>
                "In the address of its page this name would mean another page. Use another name, such as that of the organisation.",
            _ => null,
        };
    }
}
