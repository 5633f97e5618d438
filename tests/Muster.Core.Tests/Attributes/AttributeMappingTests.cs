using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Attributes;

public sealed class AttributeMappingTests
{
    private static readonly string[] Kinds = ["problem", "keep", "empty", "skip"];

    [Fact]
    public void Attributes_follow_the_property_of_their_name_unless_a_template_says_otherwise()
    {
        var world = Mapped("displayName={surname}, {givenName}\nsite='Oslo'", null).Synced();
        var ada = world.Platform.Users[1].Attributes;
        Assert.Equal(("Lovelace, Ada", "ada@example.org", "'Oslo'"), (ada.DisplayName, ada.UserPrincipalName, ada.Get("site")));
        Assert.Empty(world.Sentences());
    }

    [Fact]
    public void A_template_that_is_taken_away_takes_its_attribute_along()
    {
        var world = Mapped("site={givenName}", null).Synced();
        world.Policies = ConnectionPolicies.Default;
        Assert.Equal(["update ada"], world.Sentences());
        Assert.Null(world.Synced().Platform.Users[1].Attributes.Get("site"));
    }

    /// <summary>What each behaviour does to somebody new, and to somebody whose surname goes.</summary>
    [Theory]
    [InlineData(0, null, "Ada Lovelace", true)]
    [InlineData(1, null, "Ada Lovelace", false)]
    [InlineData(2, null, null, false)]
    [InlineData(3, "not created", "Ada Lovelace", true)]
    public void A_missing_part_does_what_was_chosen(int kind, string? ofNew, string? ofOld, bool told)
    {
        var world = Mapped("site={givenName} {surname}", $"site={Kinds[kind]}").Synced();
        world.With("ada", ada => (ada.Surname, ada.Department) = (null, "IT")).With("grace", grace => grace.GivenName = "Grace");
        var plan = world.Plan();
        Assert.Equal(told, plan.Problems.Any(problem => problem.Code == "attributeMissing"));
        world.Synced();
        var after = world.Platform.Users;
        Assert.Equal(ofOld, after[1].Attributes.Get("site"));
        Assert.Equal(kind == 3 ? null : "IT", after[1].Attributes.Department);
        Assert.Equal(ofNew, after.TryGetValue(2, out var grace) ? grace.Attributes.Get("site") : "not created");
        Assert.Empty(world.Sentences());
    }

    [Fact]
    public void One_problem_tells_of_everybody_with_the_same_cause()
    {
        var world = Mapped("site={department}", null).User("b", "c", "d", "e", "f", "g", "h");
        var problem = Assert.Single(world.Plan().Problems, problem => problem.Code == "attributeMissing");
        Assert.Equal("site", problem.Subject);
        Assert.StartsWith(
            "The template of site cannot be filled for 8 people (no department): ada@example.org, b@example.org, c@example.org, d@example.org, e@example.org and 3 more.",
            problem.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_left_out_keeps_nobody_in_or_out_of_a_group()
    {
        var world = Mapped("site={department}", "site=skip").Group("Crew", "ada", "grace").Follow("Crew");
        world.With("grace", grace => grace.Department = "IT");
        Assert.Equal(["create grace: Rule", "add grace to Crew"], world.Sentences());
    }

    [Fact]
    public void A_value_beyond_the_limit_is_treated_as_missing()
    {
        var world = Mapped("site={department}{department}", null);
        world.With("ada", ada => ada.Department = new string('x', AttributeMapping.LongestValue));
        Assert.Contains("more than 1024 characters", Assert.Single(world.Plan().Problems).Message, StringComparison.Ordinal);
    }

    private static World Mapped(string templates, string? missing)
    {
        var settings = Settings.OfConnection;
        var policies = settings.Find("userAttributes").Apply(ConnectionPolicies.Default, templates);
        if (missing is not null)
            policies = settings.Find("whenMissing").Apply(policies, missing);
        var world = new World { Policies = policies };
        return world.With("ada", ada => (ada.GivenName, ada.Surname) = ("Ada", "Lovelace"));
    }
}
