using System.Globalization;
using Muster.Core.Planning;
using Muster.Server.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>A plan laid out for reading, and what its button asks.</summary>
public sealed class PlanSheetTests
{
    private static readonly PlanSheet Sheet = new(
        [
            Section("Sales", Line(PlanSign.Removal, "Ada", "ada@example.com"), Line(PlanSign.Addition, "Grace", "grace@example.com")),
            Section("Crew", Line(PlanSign.Addition, "Ada", "ada@example.com")),
        ],
        7
    );

    [Fact]
    public void A_search_for_a_person_keeps_their_rows_and_counts_only_these()
    {
        var found = Sheet.Find(null, " ada@ ");
        Assert.Equal(["Sales", "Crew"], found.Select(section => section.Title));
        Assert.Equal((1, 0), (found[0].Removals, found[0].Additions));
    }

    [Fact]
    public void A_search_for_a_group_keeps_all_its_rows() => Assert.Equal(2, Assert.Single(Sheet.Find(null, "sales")).Lines.Count);

    [Fact]
    public void A_kind_of_step_leaves_groups_without_any_out() =>
        Assert.Equal("Sales", Assert.Single(Sheet.Find(PlanSign.Removal, null)).Title);

    [Fact]
    public void Fifty_thousand_rows_are_searched_while_somebody_types()
    {
        var sections = Enumerable
            .Range(0, 500)
            .Select(group =>
                Section(
                    $"Group {group}",
                    [.. Enumerable.Range(0, 100).Select(user => Line(PlanSign.Addition, $"Person {user}", $"p{group}.{user}@example.com"))]
                )
            );
        var sheet = new PlanSheet([.. sections], null);
        var begun = TimeProvider.System.GetTimestamp();
        Assert.Equal("Group 499", Assert.Single(sheet.Find(PlanSign.Addition, "p499.99@")).Title);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(42, 3, 0, 0, "Apply: add 42, remove 3")]
    [InlineData(0, 1200, 2, 0, "Apply: remove 1,200, suspend 2")]
    [InlineData(0, 0, 0, 1, "Apply: 1 change")]
    [InlineData(5, 0, 0, 2, "Apply: add 5, 2 other changes")]
    public void The_button_says_what_it_does(int added, int removed, int suspended, int renamed, string words) =>
        Assert.Equal(words, PlanButton.Words(Texts.English, "Apply", Counts(added, removed, suspended, renamed)));

    [Theory]
    [InlineData(42, 3, 2, 5)]
    [InlineData(42, 0, 0, 42)]
    public void What_is_typed_is_what_is_taken_away_or_else_all_steps(int added, int removed, int suspended, long number) =>
        Assert.Equal(number, PlanButton.ToType(Counts(added, removed, suspended, 0)));

    [Fact]
    public void A_plan_that_only_retires_a_group_takes_something_away() =>
        Assert.Equal(1, PlanButton.TakenAway(new PlanCounts { GroupsChanged = 3, GroupsRetired = 1 }));

    private static PlanCounts Counts(int added, int removed, int suspended, int renamed) =>
        new()
        {
            MembersAdded = added,
            MembersRemoved = removed,
            UsersSuspended = suspended,
            GroupsRenamed = renamed,
        };

    private static PlanSection Section(string name, params PlanLine[] lines) =>
        new(name.ToLower(CultureInfo.InvariantCulture), name, null, name, lines);

    private static PlanLine Line(PlanSign sign, string who, string upn) => new(sign, "", who, null, "", upn);
}
