using Muster.Engine.Syncing;

namespace Muster.Server.Checking;

/// <summary>The way of one person or group from the directory to here.</summary>
/// <param name="Steps">The steps, in order.</param>
/// <param name="Just">What to ask for to have a plan of just this; null where there is nothing to do, or it is not known.</param>
public sealed record CheckTrace(IReadOnlyList<CheckStep> Steps, SyncRequest? Just);

/// <summary>One step of that way.</summary>
/// <param name="Title">What was looked at.</param>
/// <param name="Kind">Meaning of the badge: <c>ok</c>, <c>hold</c>, <c>bad</c> or <c>idle</c>.</param>
/// <param name="Word">The result in a word.</param>
/// <param name="Sentence">The result in a sentence.</param>
/// <param name="Evidence">What it rests on, line by line.</param>
public sealed record CheckStep(string Title, string Kind, string Word, string Sentence, IReadOnlyList<string> Evidence)
{
    /// <summary>The same as it is stored, or as the directory answered.</summary>
    public IReadOnlyList<RawEvidence> Raw { get; init; } = [];
}

/// <summary>Something that a step rests on, as it is.</summary>
/// <param name="Title">What it is: the question to the directory, or the name of the row.</param>
/// <param name="Text">JSON, indented; without secrets.</param>
public sealed record RawEvidence(string Title, string Text)
{
    private static readonly System.Text.Json.JsonSerializerOptions Indented = new(System.Text.Json.JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A row as it is stored, by the names of its values.</summary>
    public static RawEvidence Row(string title, IEnumerable<(string Name, object? Value)> values) =>
        new(
            title,
            System.Text.Json.JsonSerializer.Serialize(
                values.Where(value => value.Value is not null).ToDictionary(value => value.Name, value => value.Value),
                Indented
            )
        );
}
