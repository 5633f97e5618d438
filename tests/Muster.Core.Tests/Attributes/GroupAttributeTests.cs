using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Attributes;

public sealed class GroupAttributeTests
{
    private static readonly string[] Kinds = ["problem", "keep", "empty", "skip"];

    [Fact]
    public void Attributes_of_a_linked_group_follow_its_directory_group()
    {
        var world = Mapped("description={description}\nunit={displayName}: {kind}", null)
            .Group("Crew", "ada")
            .Follow("Crew")
            .Described("Crew", "Sails");
        Assert.Contains("describe Crew", world.Sentences());
        Assert.Equal("description=Sails, unit=Crew: security", Attributes(world.Synced(), "Crew"));
        Assert.Empty(world.Sentences());
        Assert.Equal("description=Rows, unit=Crew: security", Attributes(world.Described("Crew", "Rows").Synced(), "Crew"));
    }

    [Fact]
    public void Without_a_template_a_group_has_no_attributes()
    {
        var world = Mapped("unit={displayName}", null).Group("Crew", "ada").Follow("Crew").Synced();
        world.Policies = ConnectionPolicies.Default;
        Assert.Equal(["describe Crew"], world.Sentences());
        Assert.Equal("", Attributes(world.Synced(), "Crew"));
    }

    [Fact]
    public void A_group_that_does_not_follow_keeps_its_attributes()
    {
        var world = Mapped("unit={displayName}", null).Group("Crew", "ada").Follow("Crew").Synced();
        world.Policies = ConnectionPolicies.Default;
        world.Presence("Crew", ObjectPresence.RemovedStated).Synced();
        Assert.Equal("unit=Crew", Attributes(world, "Crew"));
    }

    [Fact]
    public void A_group_created_by_rule_is_described_by_the_plan_that_creates_it()
    {
        var world = Mapped("unit={displayName}", null)
            .Following(policies => policies with { CreateGroupsLike = ValueList.Of<string>(["C*"]) })
            .Group("Crew", "ada");
        Assert.Equal("unit=Crew", Attributes(world.Synced(), "Crew"));
    }

    [Theory]
    [InlineData(0, "about=Sails, unit=Crew", true)]
    [InlineData(1, "about=Sails, unit=Crew", false)]
    [InlineData(2, "unit=Crew", false)]
    [InlineData(3, "about=Sails, unit=Crew", true)]
    public void A_missing_part_does_what_was_chosen(int kind, string after, bool told)
    {
        var world = Mapped("about={description}\nunit={displayName}", $"about={Kinds[kind]}")
            .Group("Crew", "ada")
            .Follow("Crew")
            .Described("Crew", "Sails")
            .Synced();
        world.Described("Crew", null);
        var problems = world
            .Plan()
            .Problems.Where(problem => problem.Code == "groupAttributeMissing")
            .Select(problem => problem.Message)
            .ToList();
        Assert.Equal(told, problems.Count == 1);
        Assert.All(
            problems,
            problem =>
                Assert.StartsWith(
                    "The template of about cannot be filled for 1 group (no description): Crew.",
                    problem,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(after, Attributes(world.Synced(), "Crew"));
    }

    [Fact]
    public void One_missing_part_leaves_all_attributes_of_a_skipped_group()
    {
        var world = Mapped("about={description}\nunit={displayName}", "about=skip").Group("Crew", "ada").Follow("Crew");
        Assert.DoesNotContain("describe Crew", world.Sentences());
    }

    [Theory]
    [InlineData(
        "about={descripton}",
        "groupAttributes: about is '{descripton}', character 2: 'descripton' is not a property of groups; did you mean description?."
    )]
    [InlineData(
        "about={surname}",
        "groupAttributes: about is '{surname}', character 2: 'surname' is not a property of groups; use one of id, displayName"
    )]
    [InlineData("name={mail}", "groupAttributes: 'name' is not the name of an attribute of groups")]
    public void Bad_templates_are_refused_with_what_is_wrong(string value, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<SettingException>(() => Settings.OfConnection.Find("groupAttributes").Apply(ConnectionPolicies.Default, value))
                .Message,
            StringComparison.Ordinal
        );

    private static string Attributes(World world, string group) =>
        string.Join(", ", world.Platform.Named(group).Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));

    private static World Mapped(string templates, string? missing)
    {
        var settings = Settings.OfConnection;
        var policies = settings.Find("groupAttributes").Apply(ConnectionPolicies.Default, templates);
        if (missing is not null)
            policies = settings.Find("whenGroupMissing").Apply(policies, missing);
        return new World { Policies = policies };
    }
}

internal static class DescribedGroups
{
    public static World Described(this World world, string word, string? description) =>
        world.Change(changed => changed.Some(word).Description = description);
}
