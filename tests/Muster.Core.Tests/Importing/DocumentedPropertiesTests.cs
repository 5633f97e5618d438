using Muster.Core.DirectoryObjects;

namespace Muster.Core.Tests.Importing;

/// <summary>The table of properties in docs/import-rules.md.</summary>
public sealed class DocumentedPropertiesTests
{
    [Fact]
    public void Every_property_stands_in_the_table_with_its_kind_and_when_it_is_read()
    {
        var rows = File.ReadLines(Path.Combine(Root(), "docs", "import-rules.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(" | ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Replace("`", "", StringComparison.Ordinal))
            .ToHashSet();
        var plain = UserProperty.All.Where(property => property.Selects == property.Name).ToList();
        Assert.All(plain, property => Assert.Contains(Row(property), rows));
        Assert.Equal(UserProperty.ExtensionAttributeCount, UserProperty.All.Length - plain.Count);
        Assert.Contains("onPremisesExtensionAttributes.extensionAttribute1 to 15 | text | named", rows);
        var properties = rows.Where(row =>
            row.EndsWith("| always", StringComparison.Ordinal) || row.Contains("| named", StringComparison.Ordinal)
        );
        Assert.Equal(plain.Count + 2, properties.Count());
    }

    [Fact]
    public void A_directory_extension_has_a_name_of_one_form_only()
    {
        const string id = "0123456789abcdefABCDEF0123456789";
        Assert.True(UserProperty.TryFind($"extension_{id}_costCentre_2", out var property) && property.IsMore);
        string[] others =
        [
            "extension_",
            $"extension_{id}",
            $"extension_{id}_",
            $"extension_{id}_a b",
            $"extension_{id[1..]}_x",
            $"extension_{id}_ä",
        ];
        Assert.All(others, name => Assert.False(UserProperty.TryFind(name, out _), name));
    }

    private static string Row(UserProperty property)
    {
        var kind = property.Kind switch
        {
            PropertyKind.Text => "text",
            PropertyKind.Flag => "true or false",
            _ => "date",
        };
        var read = property.IsMore ? "named" : "always";
        return $"{property.Name} | {kind} | {read}{(property.Permission is { } permission ? $", needs {permission}" : "")}";
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Muster.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
