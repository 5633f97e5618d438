using System.Reflection;
using System.Xml.Linq;

namespace Muster.Cli.Tests.Architecture;

/// <summary>Arrows between projects point one way only.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("Muster.Core", "")]
    [InlineData("Muster.Engine", "Muster.Core")]
    [InlineData("Muster.Entra", "Muster.Core Muster.Engine")]
    [InlineData("Muster.Storage", "Muster.Core Muster.Engine")]
    [InlineData("Muster.GraphEmulator", "")]
    [InlineData("Muster.Server", "Muster.Core Muster.Engine Muster.Entra Muster.Storage")]
    public void A_project_refers_only_to_those_right_of_it(string project, string allowed)
    {
        var references = References(project).Where(name => name.StartsWith("Muster", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(references.Except(allowed.Split(' ')));
    }

    [Theory]
    [InlineData("Muster.Core", "")]
    [InlineData("Muster.Engine", "Muster.Core")]
    [InlineData("Muster.Entra", "Muster.Engine")]
    [InlineData("Muster.Storage", "Muster.Engine")]
    [InlineData("Muster.GraphEmulator", "")]
    [InlineData("Muster.Server", "Muster.Engine Muster.Entra Muster.Storage")]
    public void A_project_file_names_only_those_right_of_it(string project, string allowed)
    {
        var file = Path.Combine(SharedData.Repository(), "src", project, $"{project}.csproj");
        var named = XDocument
            .Load(file)
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Empty(named.Except([.. allowed.Split(' '), .. allowed == "Muster.Engine" ? new[] { "Muster.Core" } : []]));
    }

    [Fact]
    public void Core_refers_to_nothing_but_the_base_library() =>
        Assert.All(References("Muster.Core"), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    [Fact]
    public void No_source_file_names_a_folder_of_one_machine()
    {
        var root = SharedData.Repository();
        var files = new[] { "src", "tests", "bench" }
            .Select(folder => Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories));
        var local = new[] { "work", "home", "root", "Users" }.Select(folder => $"\"/{folder}/").ToList();
        Assert.Empty(
            files
                .Where(file => local.Exists(path => File.ReadAllText(file).Contains(path, StringComparison.Ordinal)))
                .Select(file => Path.GetRelativePath(root, file))
        );
    }

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(reference => reference.Name!);
}
