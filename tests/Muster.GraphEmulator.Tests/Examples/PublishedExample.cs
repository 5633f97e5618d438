using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Histories;

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>Bodies that the vendor or users of the service published; they are not part of this repository.</summary>
internal static class PublishedExample
{
    public static JsonObject Read(string name) =>
        JsonNode.Parse(File.ReadAllText(SharedFolder.FileOrSkip("graph-examples", name)))!.AsObject();

    /// <summary>
    /// Every member of the example has to be in the answer with the same JSON type; arrays by their elements. The answer may hold
    /// more: published samples are shortened.
    /// </summary>
    public static IEnumerable<string> Lacks(JsonNode? example, JsonNode? answer, string path = "$")
    {
        if (example is null || answer is null)
            return [];
        if (example.GetValueKind() != answer.GetValueKind() && !(IsBoolean(example) && IsBoolean(answer)))
            return [$"{path} is {answer.GetValueKind()} instead of {example.GetValueKind()}"];
        return (example, answer) switch
        {
            (JsonObject expected, JsonObject actual) => expected.SelectMany(member =>
                actual.ContainsKey(member.Key)
                    ? Lacks(member.Value, actual[member.Key], $"{path}.{member.Key}")
                    : [$"{path}.{member.Key} is missing"]
            ),
            (JsonArray expected, JsonArray actual) => expected.SelectMany((item, index) => LacksRow(item, index, actual, path)),
            _ => [],
        };
    }

    /// <summary>The context URLs name the same thing; what comes before the number sign is each service's own.</summary>
    public static void SameContext(JsonObject published, JsonObject answer)
    {
        if (published["@odata.context"] is { } context)
            Assert.Equal(Fragment(context), Fragment(answer["@odata.context"]!));

        static string Fragment(JsonNode context) => context.GetValue<string>().Split('#')[1];
    }

    /// <summary>Rows come in no order: one that has everything the example's row has is enough.</summary>
    private static string[] LacksRow(JsonNode? item, int index, JsonArray actual, string path)
    {
        var found = actual.Select(candidate => Lacks(item, candidate, $"{path}[{index}]").ToArray()).ToArray();
        if (found.Length == 0)
            return [$"{path}[{index}] has no counterpart"];
        return found.MinBy(lacks => lacks.Length)!;
    }

    private static bool IsBoolean(JsonNode node) =>
        node.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False;
}
