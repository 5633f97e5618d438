namespace Muster.Cli;

/// <summary>What the program finds around it: who sits there, how wide the terminal is, and where answers come from.</summary>
internal sealed record Surroundings
{
    /// <summary>The account and machine the program runs under, and its console.</summary>
    public static readonly Surroundings Real = new()
    {
        Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) ? columns : null,
    };

    /// <summary>Who is at work, for the journal and the audit log.</summary>
    public string Actor { get; init; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>Columns; null for the terminal's.</summary>
    public int? Width { get; init; }

    /// <summary>The value of a variable of the environment; null for none.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>What a person types; null for the console, where nobody is asked unless a person sits there.</summary>
    public TextReader? Answers { get; init; }
}
