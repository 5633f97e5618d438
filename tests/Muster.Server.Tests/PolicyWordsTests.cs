using Muster.Core.Configuration;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Tests;

/// <summary>Settings as people read them where a change is shown.</summary>
public sealed class PolicyWordsTests
{
    private static readonly Texts T = Texts.English;

    public static TheoryData<string> Paths =>
        [
            .. Settings
                .OfConnection.All.Select(setting => setting.Path)
                .Where(path => !path.StartsWith("schedule.", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_setting_that_a_dialog_may_show_has_a_name_for_people(string path)
    {
        var label = PolicyWords.Label(T, path);
        Assert.True(char.IsUpper(label[0]), label);
        Assert.DoesNotContain('.', label);
    }

    [Theory]
    [InlineData("onSourceDeleted", "prune", "retire the group")]
    [InlineData("nesting", null, "not set")]
    [InlineData("protectedUsers", "[]", "nobody")]
    [InlineData("protectedGroups", "[]", "none")]
    [InlineData("ownerPermissions", "[\"memberViewer\"]", "sees who is a member and why")]
    [InlineData("protectedGroups", "[\"Board\",\"keep\"]", "Board, keep")]
    public void A_value_reads_as_on_the_form_where_it_is_chosen(string path, string? value, string words) =>
        Assert.Equal(words, PolicyWords.Value(T, path, value));
}
