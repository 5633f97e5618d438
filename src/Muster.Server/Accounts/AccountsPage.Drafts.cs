using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Accounts;

/// <summary>What was typed of an account and could not be saved: it is there again, also after the person proved on another page who they are.</summary>
public sealed partial class AccountsPage
{
    private const string Adding = "account/add";
    private const string Changing = "account/change";
    private static readonly NewAccountDraft NothingTyped = new("", "", false, "", nameof(Role.Auditor), false);
    private NewAccountDraft? _typed;
    private bool _isGivenBack;
    private bool _isBack;

    /// <summary>The dialogs are there only once the accounts are.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isGivenBack || _add is null || _self is not { } self)
            return;
        _isGivenBack = true;
        if (Drafts.Take<NewAccountDraft>(self, Adding) is { } added)
            await ShowAddAsync(added);
        else if (Drafts.Take<AccountDraft>(self, Changing) is { } changed)
        {
            (_chosen, _seen, _seenUser, _role, _approver, _roles, _user, _object) = changed;
            _isBack = true;
            await ShowAsync(_change!);
        }
    }

    private async Task ShowAddAsync(NewAccountDraft? typed)
    {
        (_name, _mail, _withEntra, _object, _role, _approver) = typed ?? NothingTyped;
        (_isBack, _typed, _faults) = (typed is not null, null, new Dictionary<string, string>());
        await ShowAsync(_add!);
    }

    /// <summary>Keeps what stands in the dialog of something that failed.</summary>
    private void Keep(Modal dialog, bool untilProved)
    {
        if (dialog == _add)
            _typed = new(_name, _mail, _withEntra, _object, _role, _approver);
        if (!untilProved || _self is not { } self)
            return;
        if (_typed is { } added && dialog == _add)
            Drafts.Keep(self, Adding, added);
        else
            Drafts.Keep(self, Changing, new AccountDraft(_chosen!, _seen!, _seenUser, _role, _approver, _roles, _user, _object));
    }
}
