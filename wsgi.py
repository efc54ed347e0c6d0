from s11.app import create_app

app = create_app()
