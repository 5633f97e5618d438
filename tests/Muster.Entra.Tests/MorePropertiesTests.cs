using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Pages;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

/// <summary>Properties of users that are read only because a rule names them.</summary>
public sealed class MorePropertiesTests
{
    private const string Extension = "extension_0123456789abcdef0123456789abcdef_badge";

    [Fact]
    public async Task What_is_named_is_selected_read_and_kept_as_texts()
    {
        await using var reading = await ReadingAsync("city", "employeeHireDate", "extensionAttribute3", "onPremisesSyncEnabled", Extension);
        reading.Graph.Say(
            reading.Graph.Page(
                With(
                    1,
                    $"\"city\":\"Graz\",\"employeeHireDate\":\"2026-01-31T01:00:00+01:00\",\"onPremisesSyncEnabled\":true,\"{Extension}\":12.50,"
                        + "\"onPremisesExtensionAttributes\":{\"extensionAttribute1\":\"one\",\"extensionAttribute3\":\"three\",\"extensionAttribute4\":null,\"new\":[1]},\"unasked\":{}"
                )
                    + ","
                    + With(2, "\"city\":null,\"onPremisesExtensionAttributes\":null"),
                delta: "users/delta?$deltatoken=a"
            )
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal(
            $"/v1.0/users/delta?$select={UserRows.Select},city,employeeHireDate,{Extension},onPremisesExtensionAttributes,onPremisesSyncEnabled",
            reading.Graph.Requests.First().Target
        );
        Assert.Equal(
            $"city = Graz, employeeHireDate = 2026-01-31T00:00:00Z, {Extension} = 12.50, onPremisesExtensionAttributes.extensionAttribute1 = one, onPremisesExtensionAttributes.extensionAttribute3 = three, onPremisesSyncEnabled = true",
            session.Users[0].Facts!.More.ToString()
        );
        Assert.True(session.Users[1].Facts!.More.IsEmpty);
    }

    [Theory]
    [InlineData("\"city\":7", "city", "should be text")]
    [InlineData("\"city\":\"a\",\"city\":\"b\"", "city", "comes twice")]
    [InlineData("\"employeeHireDate\":\"tomorrow\"", "employeeHireDate", "a date with time and zone")]
    [InlineData("\"onPremisesSyncEnabled\":\"true\"", "onPremisesSyncEnabled", "true or false")]
    [InlineData("\"onPremisesExtensionAttributes\":\"x\"", "extensionAttribute1", "an object")]
    [InlineData("\"onPremisesExtensionAttributes\":{\"extensionAttribute1\":1}", "extensionAttribute1", "extensionAttribute1")]
    [InlineData("\"manager@delta\":{}", "manager", "an array")]
    [InlineData("\"manager@delta\":[1]", "manager", "an array of objects")]
    [InlineData("\"manager@delta\":[{}]", "manager", "a manager has no id")]
    [InlineData("\"manager@delta\":[],\"manager@delta\":[]", "manager", "comes twice")]
    public async Task A_value_that_is_not_what_it_should_be_is_an_error_and_never_none(string json, string property, string words)
    {
        await using var reading = await ReadingAsync(property);
        reading.Graph.Say(reading.Graph.Page(With(1, json), delta: "users/delta?$deltatoken=a"));
        var failure = await reading.FailAsync();
        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_manager_is_read_as_a_relationship_and_silence_about_it_says_nothing()
    {
        await using var reading = await ReadingAsync("manager");
        reading.Graph.Say(
            reading.Graph.Page(
                string.Join(
                    ',',
                    With(
                        1,
                        $"\"manager@delta\":[{{\"id\":\"{Rows.Id(8)}\"}},{{\"id\":\"{Rows.Id(9)}\",\"@removed\":{{\"reason\":\"deleted\"}}}}]"
                    ),
                    With(2, "\"manager@delta\":null"),
                    Rows.User(3)
                ),
                delta: "users/delta?$deltatoken=a"
            )
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.EndsWith(",manager", reading.Graph.Requests.First().Target, StringComparison.Ordinal);
        Assert.Equal(
            [new ManagerChange(ObjectId.Parse(Rows.Id(9)), true), new ManagerChange(ObjectId.Parse(Rows.Id(8)), false)],
            session.Users[0].Manager
        );
        Assert.Empty(session.Users[1].Manager);
        Assert.Empty(session.Users[2].Manager);
        Assert.True(session.Users[0].Facts!.More.IsEmpty);
    }

    [Fact]
    public async Task Another_selection_is_another_binding_and_is_read_back_from_it()
    {
        await using var reading = await ReadingAsync("city", "extensionAttribute3");
        var factory = new EntraDirectorySourceFactory(reading.Clock);
        Assert.Equal(reading.More, factory.SelectionOf(reading.Source.Binding(DirectoryStream.Users)));
        Assert.DoesNotContain("city", reading.Source.Binding(DirectoryStream.Groups), StringComparison.Ordinal);
        await using var plain = factory.Create(reading.Connection, new Credential(CredentialKind.Secret, "s"));
        Assert.NotEqual(plain.Binding(DirectoryStream.Users), reading.Source.Binding(DirectoryStream.Users));
        Assert.Equal(PropertySelection.None, factory.SelectionOf(plain.Binding(DirectoryStream.Users)));
        Assert.Equal(PropertySelection.None, factory.SelectionOf("another directory's binding"));
    }

    [Theory]
    [InlineData("User.Read.All", false)]
    [InlineData("User-LifeCycleInfo.Read.All", true)]
    [InlineData("User-LifeCycleInfo.ReadWrite.All", true)]
    public async Task A_property_whose_permission_is_missing_is_not_read_as_empty(string role, bool granted)
    {
        await using var reading = await ReadingAsync("employeeLeaveDateTime");
        reading.Graph.Roles = ["User.Read.All", role];
        reading.Graph.Say(
            reading.Graph.Page(With(1, "\"employeeLeaveDateTime\":\"2026-01-31T00:00:00Z\""), delta: "users/delta?$deltatoken=a")
        );
        if (granted)
        {
            await reading.UsersAsync(new MirrorRecorder());
            Assert.DoesNotContain(reading.Source.Remarks, remark => remark.Contains("employeeLeaveDateTime", StringComparison.Ordinal));
            return;
        }
        var failure = await reading.FailAsync();
        Assert.Equal(DirectoryFault.PermissionMissing, failure.Fault);
        Assert.Contains("Add User-LifeCycleInfo.Read.All", failure.Message, StringComparison.Ordinal);
        Assert.Empty(reading.Graph.Requests);
    }

    [Fact]
    public async Task A_refusal_names_the_property_and_its_permission()
    {
        await using var reading = await ReadingAsync("employeeLeaveDateTime");
        reading.Graph.Roles = ["User.Read.All", "User-LifeCycleInfo.Read.All"];
        reading.Graph.Say(ScriptedAnswer.Error(403, "Authorization_RequestDenied"));
        var failure = await reading.FailAsync();
        Assert.Equal(DirectoryFault.PermissionMissing, failure.Fault);
        Assert.Contains("employeeLeaveDateTime may be what is refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_the_tenant_does_not_have_is_named()
    {
        await using var reading = await ReadingAsync(Extension);
        reading.Graph.Say(ScriptedAnswer.Error(400, "BadRequest"));
        Assert.Contains($"ask for {Extension}", (await reading.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_property_that_nobody_has_is_remarked_after_a_full_round()
    {
        await using var reading = await ReadingAsync("city", "state");
        reading.Graph.Say(
            reading.Graph.Page(With(1, "\"city\":null"), next: "users/delta?$skiptoken=a"),
            reading.Graph.Page(With(2, "\"city\":\"Graz\""), delta: "users/delta?$deltatoken=a")
        );
        await reading.UsersAsync(new MirrorRecorder());
        Assert.Equal(
            ["state"],
            reading
                .Source.Remarks.Where(remark => remark.StartsWith("No user has", StringComparison.Ordinal))
                .Select(remark => remark.Split(' ', ',')[3])
        );
    }

    [Theory]
    [InlineData("User-LifeCycleInfo.Read.All", CheckOutcome.Granted)]
    [InlineData("Other", CheckOutcome.Missing)]
    public async Task The_connection_test_checks_the_permission_that_a_rule_needs(string role, CheckOutcome expected)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Roles = ["User.Read.All", "GroupMember.Read.All", role];
        reading.Graph.Otherwise = _ => ScriptedAnswer.Json("""{"value":[]}""");
        var rule = new Core.Importing.ImportRule.Where(Core.Importing.UserConditionParser.ParseStored("employeeLeaveDateTime > now"));
        var checks = await reading
            .Open(reading.Connection with { ImportRule = rule })
            .CheckAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, checks.Single(check => check.Name == "User-LifeCycleInfo.Read.All").Outcome);
    }

    private static async Task<Scripted.Reading> ReadingAsync(params string[] names)
    {
        var reading = await Scripted.Reading.StartAsync();
        reading.More = PropertySelection.Of(
            names.Select(name => UserProperty.TryFind(name, out var property) ? property : throw new InvalidOperationException(name))
        );
        return reading;
    }

    private static string With(int number, string json) => $"{Rows.User(number)[..^1]},{json}}}";
}
