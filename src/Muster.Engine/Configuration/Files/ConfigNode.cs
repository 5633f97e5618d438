namespace Muster.Engine.Configuration.Files;

/// <summary>A part of a configuration file as it was written, with its line, so that what is wrong can be pointed at.</summary>
/// <param name="Line">Line in the file, from 1; 0 for what was not read from a file.</param>
public abstract record ConfigNode(int Line)
{
    /// <summary>A single value; every scalar is read as a text.</summary>
    /// <param name="Value">The text.</param>
    /// <param name="Line">Line in the file.</param>
    /// <param name="Literal">Whether it is written as a number or a flag, without quotes.</param>
    public sealed record Text(string Value, int Line = 0, bool Literal = false) : ConfigNode(Line);

    /// <summary>Several values.</summary>
    public sealed record List(IReadOnlyList<ConfigNode> Items, int Line = 0) : ConfigNode(Line);

    /// <summary>Named values, in the order in which they were written.</summary>
    public sealed record Map(IReadOnlyList<(string Name, ConfigNode Value)> Entries, int Line = 0) : ConfigNode(Line);
}

/// <summary>Something in a configuration file that cannot be used.</summary>
/// <param name="Line">Line in the file; 0 when it is about no line.</param>
/// <param name="Path">Where in the file, such as <c>connections[0].settings.nesting</c>.</param>
/// <param name="Value">What stands there; null when that is not the point.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ConfigFault(int Line, string Path, string? Value, string Message);

/// <summary>A configuration file cannot be used; nothing was changed.</summary>
public sealed class ConfigException(IReadOnlyList<ConfigFault> faults) : Exception(string.Join(" ", faults.Select(fault => fault.Message)))
{
    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public IReadOnlyList<ConfigFault> Faults { get; } = faults;
}
