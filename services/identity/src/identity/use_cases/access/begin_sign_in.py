"""The first step of signing in."""

from contracts.accounts import BeginSignIn, SignInSteps


def begin_sign_in(request: BeginSignIn) -> SignInSteps:
    """Return how to go on: with the password, for every address alike (FD-19).

    Nothing is looked up, so neither the answer nor its time can tell whether there is an account.
    """
    del request
    return SignInSteps(methods=("password",))
