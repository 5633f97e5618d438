namespace Muster.Conformance.Tests.Declaring;

public sealed class TableTests
{
    /// <summary>Set to 1, the test writes the table into the document instead of comparing.</summary>
    private const string Rewrite = "MUSTER_REWRITE_CONFORMANCE";

    [Fact]
    public async Task The_table_in_the_documentation_is_what_the_suite_declares()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var path = Repository.PathOf("docs", "emulator.md");
        var document = await File.ReadAllTextAsync(path, cancellationToken);
        var block = ConformanceTable.Render(Operations.All, ConformanceCase.All);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            await File.WriteAllTextAsync(path, document = ConformanceTable.Replace(document, block), cancellationToken);
        Assert.True(
            block == ConformanceTable.In(document),
            $"docs/emulator.md has another table. Run this test with {Rewrite}=1 to write what the suite declares:\n{block}"
        );
    }

    [Fact]
    public void Every_case_is_about_an_operation_of_the_table()
    {
        var known = Operations.All.SelectMany(operation => operation.Routes).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(ConformanceCase.All, declared => !known.Contains(declared.Route));
    }

    [Fact]
    public void A_table_has_a_row_for_each_answer_and_names_each_client_once()
    {
        Operation[] operations = [Operation.Of("GET /x"), Operation.Of("GET /y")];
        ConformanceCase[] cases =
        [
            new("GET /x", Verdict.Differs, "smaller", "b"),
            new("GET /x", Verdict.Supported, "paging", "b"),
            new("GET /x", Verdict.Supported, "paging", "a"),
            new("GET /x", Verdict.Supported, "order", "a"),
        ];

        var rows = ConformanceTable.Render(operations, cases).Split('\n')[3..^1];

        Assert.Equal(["| `GET /x` | supported | paging; order | a, b |", "|  | differs | smaller | b |"], rows);
    }

    [Fact]
    public void A_block_replaces_what_is_between_the_markers_alone()
    {
        var document = $"before\n{ConformanceTable.Begin}\nold\n{ConformanceTable.End}\nafter\n";
        var block = $"{ConformanceTable.Begin}\nnew\n{ConformanceTable.End}";

        var changed = ConformanceTable.Replace(document, block);

        Assert.Equal($"before\n{block}\nafter\n", changed);
        Assert.Equal(block, ConformanceTable.In(changed));
        Assert.Throws<InvalidDataException>(() => ConformanceTable.In("nothing"));
    }
}
